import {type Certificate, fingerprintGroups, type Pin} from '../domain/certificate.ts';
import {comparedFacts, comparedTitles} from '../domain/certificate-comparison.ts';
import {explain} from '../domain/explain.ts';
import {fingerprintCommand} from '../domain/fingerprint-command.ts';
import {refusalOf} from '../domain/refusal-decoder.ts';
import type {SignIn} from '../domain/sign-in.ts';
import type {Instant} from '../domain/time.ts';
import {dayOf} from '../domain/time-in-words.ts';
import {fitted, wrapped} from './cells.ts';
import {emptyLine, type Line, labelled, labelledParagraph, line, paragraph, run} from './line.ts';
import {contextOf} from './sign-in-view.ts';

type Asked = Extract<SignIn, {readonly step: 'trust'}>;

/** The certificate as a person needs it to say yes or no; beside the one that was believed before, where there is one. */
export function certificateLines(asked: Asked, width: number): readonly Line[] {
	const {origin, certificate, before} = asked;
	return [
		...reasonLines(asked, width),
		emptyLine,
		...(before === undefined ? factLines(certificate, width) : comparisonLines(before, certificate, width)),
		emptyLine,
		...paragraph('Compare it before you accept. On the console of the appliance itself, this prints it:', width),
		...commandLines(origin, width),
		line('Or from a copy of the certificate:'),
		...paragraph('openssl x509 -in cert.pem -noout -fingerprint -sha256', width, 'key', '  '),
	];
}

function reasonLines(asked: Asked, width: number): readonly Line[] {
	const {origin, certificate, problem, before} = asked;
	const context = contextOf(asked, origin, origin);
	const refusal =
		before === undefined
			? refusalOf('untrusted-certificate', {code: problem, certificate})
			: refusalOf('certificate-changed', {pinned: before, certificate});
	const {title, cause} = explain(refusal, context);
	// The fingerprint stands below, to be compared.
	const [words = cause] = cause.split(' Its SHA-256: ');
	return [line(title, before === undefined ? 'warn' : 'alarm'), ...paragraph(words, width)];
}

function factLines(certificate: Certificate, width: number): readonly Line[] {
	const {subject, issuer, selfSigned, names, validFrom, validTo, sha256} = certificate;
	const groups = fingerprintGroups(sha256);
	const fact = (label: string, value: string) => labelledParagraph(label, value, width);
	return [
		...fact('Subject', subject),
		...fact('Issuer', selfSigned ? 'itself' : issuer),
		...fact('Names', names.length === 0 ? 'none' : names.join(', ')),
		...fact('Valid', `${dayOrUnknown(validFrom)} to ${dayOrUnknown(validTo)}`),
		...(width < 48 ? narrowPrint(groups) : widePrint(groups)),
	];
}

/** Two columns where there is room for them. */
export function comparisonLines(before: Pin, certificate: Certificate, width: number): readonly Line[] {
	const facts = comparedFacts(before, certificate);
	const column = Math.min(24, Math.floor((width - 14) / 2));
	if (column < 17)
		return (['before', 'now'] as const).flatMap(when => [
			line(`${comparedTitles[when]}:`, 'strong'),
			...facts.flatMap(fact => labelledParagraph(fact.label, fact[when], width)),
		]);
	return [{label: '', ...comparedTitles}, ...facts].flatMap(fact => {
		const [left, right] = [wrapped(fact.before, column), wrapped(fact.now, column)];
		return Array.from({length: Math.max(left.length, right.length)}, (_, index) =>
			labelled(
				index === 0 ? fact.label : '',
				run(`${fitted(left[index] ?? '', column)}  `),
				run(right[index] ?? '', 'strong'),
			),
		);
	});
}

const widePrint = (groups: readonly string[]): readonly Line[] => [
	labelled('SHA-256', run(groups.slice(0, 4).join(' '), 'strong')),
	labelled('', run(groups.slice(4).join(' '), 'strong')),
];

const narrowPrint = (groups: readonly string[]): readonly Line[] => [
	line('SHA-256'),
	line(groups.slice(0, 4).join(' '), 'strong'),
	line(groups.slice(4).join(' '), 'strong'),
];

/** Where there is room, in two lines that can be copied as they stand. */
function commandLines(origin: string, width: number): readonly Line[] {
	const [fetch, print] = fingerprintCommand(origin);
	return fetch.length + 4 > width
		? paragraph(`${fetch} ${print}`, width, 'key', '  ')
		: [line(`  ${fetch} \\`, 'key'), line(`    ${print}`, 'key')];
}

const dayOrUnknown = (at: Instant | undefined) => (at === undefined ? 'unknown' : dayOf(at));
