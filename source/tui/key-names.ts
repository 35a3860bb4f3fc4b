import type {Key} from 'ink';

/**
 * The keys of one input event by their names: `q`, `Enter`, `Ctrl-C`. Keys that were pressed while the line was slow come as one text;
 * a real paste does not come this way.
 */
export function keyNames(text: string, key: Key): readonly string[] {
	if (key.eventType === 'release') return [];
	const named = nameOf(key);
	if (named !== undefined) return [named];
	if (key.ctrl) return [`Ctrl-${text.toUpperCase()}`];
	if (key.meta) return [];
	return [...text].flatMap(nameOfCharacter);
}

function nameOf(key: Key): string | undefined {
	if (key.upArrow) return 'Up';
	if (key.downArrow) return 'Down';
	if (key.leftArrow) return 'Left';
	if (key.rightArrow) return 'Right';
	if (key.pageUp) return 'PageUp';
	if (key.pageDown) return 'PageDown';
	if (key.home) return 'Home';
	if (key.end) return 'End';
	if (key.return) return 'Enter';
	if (key.escape) return 'Esc';
	if (key.tab) return key.shift ? 'Shift-Tab' : 'Tab';
	if (key.backspace) return 'Backspace';
	return key.delete ? 'Delete' : undefined;
}

/** A control is the key that sends it and types nothing, however it comes. */
function nameOfCharacter(character: string): readonly string[] {
	const named = controls[character];
	if (named !== undefined) return [named];
	if (!/^\p{Cc}$/u.test(character)) return [character];
	const letter = String.fromCharCode(character.charCodeAt(0) + 64);
	return /^[A-Z]$/.test(letter) ? [`Ctrl-${letter}`] : [];
}

const controls: Readonly<Record<string, string>> = {
	'\r': 'Enter',
	'\n': 'Enter',
	'\t': 'Tab',
	'\x1b': 'Esc',
	'\b': 'Backspace',
	'\x7f': 'Backspace',
};
