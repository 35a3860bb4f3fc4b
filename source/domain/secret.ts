import {createHash, timingSafeEqual} from 'node:crypto';
import {formsOf} from './secret-forms.ts';

const hidden = '[secret]';

/**
 * A password or token that does not print itself: string conversion, JSON, `util.inspect` and template literals all give
 * `[secret]`. Only `reveal()` gives the text, and it stands only where the text leaves the program.
 */
export class Secret {
	readonly #text: string;

	constructor(text: string) {
		this.#text = text;
		remember(this);
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

	/** `text` with `label` wherever this secret stood, in any of its `secret-forms`. One of fewer than six characters stays. */
	hiddenIn(text: string, label: string): string {
		if (this.#text.length < 6) return text;
		return formsOf(this.#text).reduce((hiding, form) => hiding.replaceAll(form, () => label), text);
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

/**
 * `text` without any secret that this process still holds: for words of which nobody knows what they repeat, such as those of a
 * mistake of our own.
 */
export const withoutSecretsHeld = (text: string) =>
	[...held].reduce((hiding, reference) => reference.deref()?.hiddenIn(hiding, hidden) ?? hiding, text);

/** Weakly: none is held for longer because it is known here. */
const held = new Set<WeakRef<Secret>>();

function remember(secret: Secret): void {
	held.add(new WeakRef(secret));
	if (held.size < mostRemembered) return;
	for (const reference of held) if (reference.deref() === undefined) held.delete(reference);
}

const mostRemembered = 100;

/** The fingerprint of a token that stands in somebody's text (a refusal, a log line). */
export function fingerprintOf(text: string): string {
	return digest(text).toString('hex').slice(0, 4);
}

function digest(text: string): Buffer {
	return createHash('sha256').update(text).digest();
}
