import {createHash, timingSafeEqual} from 'node:crypto';

const hidden = '[secret]';

/**
 * A password or token that does not print itself: string conversion, JSON, `util.inspect` and template literals all give
 * `[secret]`. Only `reveal()` gives the text, and it stands only where the text leaves the program.
 */
export class Secret {
	readonly #text: string;

	constructor(text: string) {
		this.#text = text;
	}

	reveal(): string {
		return this.#text;
	}

	/** The first four hex digits of the SHA-256: enough to tell two tokens apart, far too few to use one. */
	get fingerprint(): string {
		return fingerprintOf(this.#text);
	}

	get isEmpty(): boolean {
		return this.#text.length === 0;
	}

	/** Whether this is the same secret as `other`, in constant time. */
	matches(other: Secret | string): boolean {
		const text = typeof other === 'string' ? other : other.reveal();
		return timingSafeEqual(digest(this.#text), digest(text));
	}

	/**
	 * `text` with `label` wherever this secret stood, also as a form or an address carries it, or with its blanks run together. One of
	 * fewer than six characters would riddle any text and stays.
	 */
	hiddenIn(text: string, label: string): string {
		if (this.#text.length < 6) return text;
		const form = new URLSearchParams({_: this.#text}).toString().slice(2);
		const forms = [this.#text, form, form.replaceAll('+', '%20'), this.#text.replace(/\s+/g, ' ').trim()];
		return forms.reduce((hiding, each) => (each.length < 6 ? hiding : hiding.replaceAll(each, () => label)), text);
	}

	toString(): string {
		return hidden;
	}

	toJSON(): string {
		return hidden;
	}

	[Symbol.toPrimitive](): string {
		return hidden;
	}

	[Symbol.for('nodejs.util.inspect.custom')](): string {
		return hidden;
	}
}

/** The fingerprint of a token that stands in somebody's text (a refusal, a log line). */
export function fingerprintOf(text: string): string {
	return digest(text).toString('hex').slice(0, 4);
}

function digest(text: string): Buffer {
	return createHash('sha256').update(text).digest();
}
