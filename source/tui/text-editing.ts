/** A text while it is being typed. The cursor stands before the character of its number, in code points. */
export type Edited = {readonly text: string; readonly cursor: number};

/** Longer than any address or user name; what is pasted beyond it is cut. */
const longest = 1024;

export const editedOf = (text: string): Edited => ({text, cursor: [...text].length});

export function inserted({text, cursor}: Edited, more: string): Edited {
	const characters = [...text];
	const added = [...more].slice(0, Math.max(0, longest - characters.length));
	characters.splice(cursor, 0, ...added);
	return {text: characters.join(''), cursor: cursor + added.length};
}

/** What a key does to the text; the same text for a key that does nothing here. */
export function edited(field: Edited, key: string): Edited {
	const characters = [...field.text];
	const {cursor} = field;
	switch (key) {
		case 'Left':
			return {...field, cursor: Math.max(0, cursor - 1)};
		case 'Right':
			return {...field, cursor: Math.min(characters.length, cursor + 1)};
		case 'Home':
		case 'Ctrl-A':
			return {...field, cursor: 0};
		case 'End':
		case 'Ctrl-E':
			return {...field, cursor: characters.length};
		case 'Backspace':
			return cursor === 0 ? field : without(characters, cursor - 1, cursor);
		case 'Delete':
			return cursor === characters.length ? field : without(characters, cursor, cursor + 1);
		case 'Ctrl-U':
			return without(characters, 0, cursor);
		case 'Ctrl-W':
			return without(characters, startOfWord(characters, cursor), cursor);
		default:
			return isCharacter(key) ? inserted(field, key) : field;
	}
}

/** Keys that have no name are the character that they type. */
export const isCharacter = (key: string) => [...key].length === 1;

/** What was pasted, as one line: line breaks and other controls are left out. */
export const asOneLine = (pasted: string) => pasted.replace(/\p{Cc}/gu, '');

function without(characters: readonly string[], start: number, end: number): Edited {
	return {text: [...characters.slice(0, start), ...characters.slice(end)].join(''), cursor: start};
}

function startOfWord(characters: readonly string[], cursor: number): number {
	let start = cursor;
	while (start > 0 && characters[start - 1] === ' ') start -= 1;
	while (start > 0 && characters[start - 1] !== ' ') start -= 1;
	return start;
}

/** The part of the text that is shown in `width` columns: around the cursor, which may stand behind the last character. */
export function shownPart({text, cursor}: Edited, width: number) {
	const characters = [...text];
	const start = Math.max(0, cursor - width + 1);
	const shown = characters.slice(start, start + width);
	return {
		before: shown.slice(0, cursor - start).join(''),
		at: shown[cursor - start] ?? ' ',
		after: shown.slice(cursor - start + 1).join(''),
	};
}
