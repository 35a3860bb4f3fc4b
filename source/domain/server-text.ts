/**
 * Text that somebody else wrote (a server, a certificate, a file, a person), made harmless for a terminal, a log and JSON: whatever
 * is not a visible character of its own becomes an escape in plain ASCII such as `\u{1b}`. That holds for control characters with
 * line breaks and tabs, bidi controls, zero-width and other invisible characters, tags and variation selectors, private and
 * unassigned code points, lone surrogates, spaces that are not the space, and for marks that combine with nothing or pile up. What
 * is longer than `most` (code points, the default 2000) is cut there, between characters, and ends in `…`.
 */
export function safeText(text: string, most = 2000): string {
	// Most texts are short and plain, and on each frame of the screen there are many of them.
	if (text.length <= most && plain.test(text)) return text;
	const pieces: string[] = [];
	let length = 0;
	for (const piece of piecesOf(text)) {
		pieces.push(piece);
		length += sizeOf(piece);
		if (length > most) return `${cutTo(pieces, length, most)}…`;
	}
	return pieces.join('');
}

const plain = /^[\x20-\x7e]*$/;
const visible = /^[\p{L}\p{N}\p{P}\p{S} ]$/u;
const mark = /^\p{M}$/u;
/** Letters and symbols by their category that nobody can see: fillers, variation selectors, the empty Braille pattern. */
const invisible = /^[\p{Default_Ignorable_Code_Point}\u2800\ufffc]$/u;
/** Vietnamese needs two, pointed Hebrew and Thai three. */
const mostMarks = 3;

/** One piece a character, with its marks. */
function* piecesOf(text: string): Generator<string> {
	let piece = '';
	let marks = 0;
	for (const character of text) {
		if (mark.test(character) && !invisible.test(character) && marks < mostMarks && piece !== '' && piece !== ' ') {
			piece += character;
			marks += 1;
			continue;
		}
		if (piece !== '') yield piece;
		const isVisible = visible.test(character) && !invisible.test(character);
		piece = isVisible ? character : '';
		marks = 0;
		if (!isVisible) yield escapeOf(character);
	}
	if (piece !== '') yield piece;
}

const escapeOf = (character: string) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;

/** What fits into `most` less the place of the ellipsis. */
function cutTo(pieces: string[], length: number, most: number): string {
	let left = length;
	while (pieces.length > 0 && left > Math.max(0, most - 1)) left -= sizeOf(pieces.pop() ?? '');
	return pieces.join('');
}

const sizeOf = (piece: string) => [...piece].length;
