/** What could be read of a text that is, or wants to be, JSON. */
export type LenientJson = {
	readonly value: unknown;
	/** `cut`: the text ended too early and all before was in order; `broken`: something that no reading explains came. */
	readonly end: 'whole' | 'cut' | 'broken';
};

/**
 * Reads JSON as people paste it and as proxies leave it: single quotes and `True`, `None`, `u'…'` (Python's repr), names without
 * quotes, raw line breaks in strings, commas too many, a text that stops anywhere, something after the end. Undefined when the text
 * does not begin like JSON. Takes time in proportion to the text and never throws.
 */
export function readLenientJson(text: string): LenientJson | undefined {
	const first = /^\s*(?:[{["']|u['"])/.exec(text);
	if (first === null) return undefined;
	const reader = createReader(text);
	const value = reader.value(0);
	return {value, end: reader.end()};
}

/** Refusals are two levels deep; more is somebody's attack. */
const deepest = 32;
const blank = /[\s\ufeff]*/y;
const blankAndCommas = /[\s,\ufeff]*/y;
const word = /[-+.\w$]+/y;
const plainCharacters = {'"': /[^"\\]*/y, "'": /[^'\\]*/y} as const;
const words: ReadonlyMap<string, unknown> = new Map<string, unknown>([
	['true', true],
	['True', true],
	['false', false],
	['False', false],
	['null', null],
	['None', null],
]);
const escapes: Readonly<Record<string, string>> = {n: '\n', r: '\r', t: '\t', b: '\b', f: '\f'};

function createReader(text: string) {
	let at = 0;
	let state: LenientJson['end'] = 'whole';

	function take(pattern: RegExp): string {
		pattern.lastIndex = at;
		const taken = pattern.exec(text)?.[0] ?? '';
		at += taken.length;
		return taken;
	}

	function stop(): undefined {
		if (state === 'whole') state = at >= text.length ? 'cut' : 'broken';
		return undefined;
	}

	function value(depth: number): unknown {
		take(blank);
		const next = text[at];
		if (depth > deepest) {
			state = 'broken';
			return undefined;
		}
		if (next === '{') return object(depth);
		if (next === '[') return array(depth);
		return isQuote(next) || startsPythonString() ? string() : scalar();
	}

	function object(depth: number): unknown {
		at += 1;
		const entries: [string, unknown][] = [];
		while (state === 'whole') {
			take(blankAndCommas);
			if (text[at] === '}') {
				at += 1;
				break;
			}
			const isQuoted = isQuote(text[at]) || startsPythonString();
			const name = isQuoted ? string() : take(word);
			take(blank);
			if (state !== 'whole' || (name === '' && !isQuoted) || text[at] !== ':') {
				stop();
				break;
			}
			at += 1;
			entries.push([name, value(depth + 1)]);
		}
		return Object.fromEntries(entries);
	}

	function array(depth: number): unknown {
		at += 1;
		const items: unknown[] = [];
		while (state === 'whole') {
			take(blankAndCommas);
			if (text[at] === ']') {
				at += 1;
				break;
			}
			if (at >= text.length) stop();
			else items.push(value(depth + 1));
		}
		return items;
	}

	function string(): string {
		if (text[at] === 'u') at += 1;
		const quote = text[at] === "'" ? "'" : '"';
		at += 1;
		const parts: string[] = [];
		while (at < text.length) {
			parts.push(take(plainCharacters[quote]));
			if (text[at] === quote) {
				at += 1;
				return parts.join('');
			}
			parts.push(escaped());
		}
		stop();
		return parts.join('');
	}

	function escaped(): string {
		const letter = text[at + 1] ?? '';
		const digits = {u: 4, x: 2}[letter];
		at += 2;
		if (digits === undefined) return escapes[letter] ?? letter;
		const code = text.slice(at, at + digits);
		if (!/^[0-9a-fA-F]+$/.test(code) || code.length < digits) return letter;
		at += digits;
		return String.fromCharCode(Number.parseInt(code, 16));
	}

	function scalar(): unknown {
		const taken = take(word);
		if (taken === '') return stop();
		if (words.has(taken)) return words.get(taken);
		const number = Number(taken);
		// The last character of the text may not be the number's last digit.
		if (at >= text.length) stop();
		return Number.isFinite(number) ? number : taken;
	}

	const isQuote = (character: string | undefined): character is '"' | "'" => character === '"' || character === "'";
	const startsPythonString = () => text[at] === 'u' && isQuote(text[at + 1]);

	return {value, end: () => state};
}
