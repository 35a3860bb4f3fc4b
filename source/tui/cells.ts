/** How many columns of a terminal a text takes. It is for our own lines and for texts made safe, so nothing in it is invisible. */
export function cellsOf(text: string): number {
	if (/^[\x20-\x7e]*$/.test(text)) return text.length;
	let cells = 0;
	for (const character of text) cells += cellsOfCharacter(character);
	return cells;
}

const mark = /^\p{M}$/u;
const wide =
	/^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Yi}\p{Script=Tangut}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]$/u;
const narrow = /^[\uff61-\uffdc]$/;

function cellsOfCharacter(character: string): number {
	if (mark.test(character)) return 0;
	return wide.test(character) && !narrow.test(character) ? 2 : 1;
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

/** A word that is longer than a line in pieces that fit. */
function broken(word: string, width: number): readonly string[] {
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
