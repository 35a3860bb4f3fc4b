import {type Certificate, fingerprintGroups, type Pin, printInGroups} from '../domain/certificate.ts';
import {comparedFacts, comparedTitles} from '../domain/certificate-comparison.ts';
import {type Instant, until} from '../domain/time.ts';
import {dayOf} from '../domain/time-in-words.ts';

const labelWidth = 10;
const columnWidth = 24;

/** The trusted certificate and the one that is shown now, side by side. */
export function comparisonLines(pin: Pin, certificate: Certificate): readonly string[] {
	return [{label: '', ...comparedTitles}, ...comparedFacts(pin, certificate)].flatMap(({label, before, now}) => {
		const [left, right] = [inColumn(before), inColumn(now)];
		return Array.from({length: Math.max(left.length, right.length)}, (_, index) => {
			const start = `  ${(index === 0 ? label : '').padEnd(labelWidth)}  ${(left[index] ?? '').padEnd(columnWidth)}`;
			return `${start}  ${right[index] ?? ''}`.trimEnd();
		});
	});
}

/** What is known of a certificate, a fact a line. */
export function certificateLines(certificate: Certificate | Pin, now: Instant): readonly string[] {
	const {sha256, publicKeySha256, subject, validTo} = certificate;
	const from = 'validFrom' in certificate ? certificate.validFrom : undefined;
	const names = 'names' in certificate ? certificate.names.join(', ') || 'none' : undefined;
	return [
		...printLines('SHA-256', sha256),
		...(publicKeySha256 === undefined ? [] : printLines('of its key', publicKeySha256)),
		...factLine('subject', subject),
		...factLine('issuer', 'issuer' in certificate ? issuerWords(certificate) : undefined),
		...factLine('names', names),
		...factLine('valid', validWords(from, validTo, now)),
	];
}

export const factLine = (label: string, value: string | undefined): readonly string[] =>
	value === undefined ? [] : [`  ${label.padEnd(labelWidth)}  ${value}`];

/** Both halves below each other, as a person compares them. */
function printLines(label: string, sha256: string): readonly string[] {
	const groups = fingerprintGroups(sha256);
	return [...factLine(label, groups.slice(0, 4).join(' ')), ...factLine('', groups.slice(4).join(' '))];
}

/** Of a certificate that is not the one that a person has named. */
export const otherPrintLines = (expected: string, shown: string): readonly string[] => [
	`expected  ${printInGroups(expected)}`,
	`shown     ${printInGroups(shown)}`,
];

const issuerWords = ({issuer, selfSigned}: Certificate) => (selfSigned ? 'itself' : issuer);

function validWords(from: Instant | undefined, to: Instant | undefined, now: Instant): string | undefined {
	if (to === undefined) return undefined;
	const start = from === undefined ? '' : `${dayOf(from)} `;
	return `${start}to ${dayOf(to)}${until(to, now) < 0 ? ', which is over' : ''}`;
}

/** Broken at blanks, and within what is longer than a line. */
function inColumn(text: string): readonly string[] {
	const lines: string[] = [];
	for (const word of text.split(' ').flatMap(long => long.match(new RegExp(`.{1,${columnWidth}}`, 'gu')) ?? [])) {
		const last = lines.at(-1);
		if (last === undefined || last.length + 1 + word.length > columnWidth) lines.push(word);
		else lines[lines.length - 1] = `${last} ${word}`;
	}
	return lines;
}
