const esc = '\u001B';

const named: Readonly<Record<string, string>> = {
	enter: '\r',
	escape: esc,
	tab: '\t',
	'shift+tab': `${esc}[Z`,
	space: ' ',
	backspace: '\u007F',
	insert: `${esc}[2~`,
	delete: `${esc}[3~`,
	'page-up': `${esc}[5~`,
	'page-down': `${esc}[6~`,
};

/** Keys that a terminal sends in another form while a program has asked for application cursor keys. */
const cursorKeys: Readonly<Record<string, string>> = {up: 'A', down: 'B', right: 'C', left: 'D', home: 'H', end: 'F'};

/**
 * The characters that a terminal sends for a key: one character (`q`, `?`), a name (`enter`, `page-up`), `ctrl+c` or `alt+x`.
 * Throws on a name that no key has, or a test would wait for the effect of a typing error.
 */
export function keySequence(key: string, applicationCursorKeys: boolean): string {
	if ([...key].length === 1) return key;
	const cursorKey = cursorKeys[key];
	if (cursorKey !== undefined) return `${esc}${applicationCursorKeys ? 'O' : '['}${cursorKey}`;
	const sequence = named[key];
	if (sequence !== undefined) return sequence;
	const control = /^ctrl\+([a-z[\\\]^_])$/.exec(key)?.[1];
	if (control !== undefined) return String.fromCharCode(control.toUpperCase().charCodeAt(0) - 64);
	const alternative = /^alt\+(.)$/u.exec(key)?.[1];
	if (alternative !== undefined) return `${esc}${alternative}`;
	throw new Error(
		`no key is called '${key}'; there are ${[...Object.keys(named), ...Object.keys(cursorKeys)].join(' ')}`,
	);
}

/** Pasted text as a terminal sends it: as it is, or in brackets when the program asked to be told. */
export function pasteSequence(text: string, bracketed: boolean): string {
	const typed = text.replaceAll(/\r?\n/g, '\r');
	return bracketed ? `${esc}[200~${typed}${esc}[201~` : typed;
}
