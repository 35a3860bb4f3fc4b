import {Secret} from '../domain/secret.ts';
import {asOneLine, isCharacter} from './text-editing.ts';

/** A password while it is typed. It is here and nowhere else: what is drawn, compared and kept as state holds none of it. */
export type TypedPassword = {
	readonly isEmpty: () => boolean;
	readonly press: (key: string) => void;
	/** Its line breaks neither submit nor stay. */
	readonly paste: (text: string) => void;
	/** Hands it over; it is not here any more. */
	readonly take: () => Secret;
	readonly forget: () => void;
};

const longest = 1024;

export function createTypedPassword(): TypedPassword {
	let characters: readonly string[] = [];

	const add = (text: string) => {
		characters = [...characters, ...text].slice(0, longest);
	};

	const forget = () => {
		characters = [];
	};

	return {
		isEmpty: () => characters.length === 0,
		/** Dots do not show where a cursor stands, so there is none: what is typed goes to the end. */
		press(key) {
			if (key === 'Backspace') characters = characters.slice(0, -1);
			else if (key === 'Ctrl-U' || key === 'Ctrl-W') forget();
			else if (isCharacter(key)) add(key);
		},
		paste: text => add(asOneLine(text)),
		take() {
			const taken = new Secret(characters.join(''));
			forget();
			return taken;
		},
		forget,
	};
}
