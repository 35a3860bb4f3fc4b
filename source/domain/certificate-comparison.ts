import {type Certificate, hasSameKey, type Pin, printInGroups} from './certificate.ts';
import {dayOf} from './time-in-words.ts';

/** One thing of two certificates; to be shown side by side. Each text may be broken at its blanks. */
export type ComparedFact = {readonly label: string; readonly before: string; readonly now: string};

/** What a person needs to tell whether the certificate that is shown now is the trusted one renewed, or somebody else's. */
export function comparedFacts(pin: Pin, certificate: Certificate): readonly ComparedFact[] {
	const {publicKeySha256, subject, validTo} = pin;
	const key = publicKeySha256 === undefined ? unknown : keyWords(publicKeySha256);
	return [
		{label: 'SHA-256', before: printInGroups(pin.sha256), now: printInGroups(certificate.sha256)},
		{label: 'Key', before: key, now: keyNow(pin, certificate)},
		{label: 'Subject', before: subject ?? unknown, now: certificate.subject},
		{label: 'Valid to', before: dayWords(validTo), now: dayWords(certificate.validTo)},
	];
}

export const comparedTitles = {before: 'trusted so far', now: 'shown now'} as const;

const unknown = 'not known';
const keyWords = (publicKeySha256: string) => `${publicKeySha256.slice(0, 8).toUpperCase()} …`;
const dayWords = (at: Pin['validTo']) => (at === undefined ? unknown : dayOf(at));

function keyNow(pin: Pin, certificate: Certificate): string {
	if (hasSameKey(pin, certificate)) return 'the same';
	const words = keyWords(certificate.publicKeySha256);
	return pin.publicKeySha256 === undefined ? words : `${words} (another)`;
}
