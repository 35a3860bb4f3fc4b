/** How many columns of a terminal a text takes. It is for our own lines and for texts made safe, so nothing in it is invisible. */
export function cellsOf(text: string): number {
	if (/^[\x20-\x7e]*$/.test(text)) return text.length;
	let cells = 0;
	for (const character of text) cells += cellsOfCharacter(character);
	return cells;
}

const mark = /^\p{M}$/u;
/** East Asian characters of Unicode's width W and F, in ranges that take in what lies between them, and emoji. */
const wide =
	/^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18cff}\u{1b000}-\u{1b2ff}\u{1f200}-\u{1f2ff}\u{20000}-\u{3fffd}\p{Emoji_Presentation}]$/u;

function cellsOfCharacter(character: string): number {
	if (mark.test(character)) return 0;
	return wide.test(character) ? 2 : 1;
}

/** The text in lines of at most `width` columns, broken at spaces where there are some; never empty. */
export function wrapped(text: string, width: number): readonly string[] {
	const lines: string[] = [];
	let line = '';
	for (const word of text.split(' ').flatMap(long => broken(long, Math.max(1, width)))) {
		const longer = line === '' ? word : `${line} ${word}`;
		if (line === '' || cellsOf(longer) <= width) {
			line = longer;
			continue;
		}
		lines.push(line);
		line = word;
	}
	return [...lines, line];
}

/** A text in pieces that fit into a line each, wherever that breaks it; never empty. */
export function broken(word: string, width: number): readonly string[] {
	if (cellsOf(word) <= width) return [word];
	const pieces: string[] = [];
	let piece = '';
	for (const character of word) {
		if (cellsOf(piece + character) > width && piece !== '') {
			pieces.push(piece);
			piece = '';
		}
		piece += character;
	}
	return [...pieces, piece];
}

/** The text in exactly `width` columns: filled with spaces, or cut and ended with `…`. */
export function fitted(text: string, width: number): string {
	const cells = cellsOf(text);
	if (cells <= width) return text + ' '.repeat(width - cells);
	let cut = '';
	for (const character of text) {
		if (cellsOf(cut + character) > width - 1) break;
		cut += character;
	}
	return width < 1 ? '' : `${cut}…${' '.repeat(Math.max(0, width - 1 - cellsOf(cut)))}`;
}
