import {proxyFor} from '../domain/draft.ts';
import {explain} from '../domain/explain.ts';
import {command as commandWords, type ExplainContext, type Explanation} from '../domain/explanation.ts';
import {parseOrigin} from '../domain/profile.ts';
import {safeText} from '../domain/server-text.ts';
import type {SignIn} from '../domain/sign-in.ts';
import {innerWidth, pageRows, type Room} from './layout.ts';
import {emptyLine, type Line, line, paragraph, run} from './line.ts';

type At<Step extends SignIn['step']> = Extract<SignIn, {readonly step: Step}>;

/** Why the address did not do, and what to do about it. */
export function addressProblem(signIn: At<'address'>, width: number): readonly Line[] {
	const {draft, known, problem} = signIn;
	if (problem === undefined) return [];
	if (problem === 'declined')
		return [
			line('You declined the certificate', 'warn'),
			...paragraph(`Nothing was sent to ${safeText(draft.address, 100)}.`, width),
		];
	if (problem === 'not-an-address')
		return [
			line('This is not an address', 'alarm'),
			...paragraph('An appliance is named as in 10.1.1.16, ovc1.example.com or ovc1.example.com:8443.', width),
		];
	const isKnown = draft.profileName !== undefined && known.origin === parseOrigin(draft.address);
	const context = contextOf(signIn, isKnown ? draft.profileName : draft.address, draft.address);
	const {title, cause, advice} = explain(problem, context);
	// Whoever is here signs in already: of the commands only those help that do it in another way.
	const here = commandWords('login', context);
	const helpful = advice.filter(({command}) => command === undefined || command.startsWith(`${here} `));
	return [
		line(title, 'alarm'),
		...paragraph(cause, width),
		emptyLine,
		...helpful.flatMap(({text, command}) => [
			...paragraph(text, width, 'plain', '- '),
			...(command === undefined ? [] : paragraph(command, width, 'key', '    ')),
		]),
	];
}

/** The rows below the address and an empty line. */
export const problemRows = (room: Room) => Math.max(1, pageRows(room) - 2);

export const credentialsProblem = ({problem}: At<'credentials'>): Line => {
	if (problem === undefined) return emptyLine;
	return line(problem === 'no-username' ? 'Type a user name first' : 'Type the password first', 'warn');
};

/** What stands below: the four fields, what is missing in them, and a line between. */
const rowsOfFields = 6;

/** Why what was typed did not do, above the fields. The warning comes before the reasons where not all fits. */
export function refusedLines({title, cause}: Explanation, warning: readonly Line[], room: Room): readonly Line[] {
	const all = [line(title, 'alarm'), ...paragraph(cause, innerWidth(room)), ...warning];
	const most = pageRows(room) - rowsOfFields;
	if (all.length <= most) return all;
	const [last = emptyLine, ...rest] = [line(title, 'alarm'), ...warning, ...all.slice(1)]
		.slice(0, Math.max(1, most))
		.reverse();
	return [...rest.reverse(), [...last, run(' …', 'dim')]];
}

/** What `explain` may know of a sign-in to an address. */
export function contextOf({draft, profiles}: SignIn, name: string, address: string): ExplainContext {
	const proxy = proxyFor(draft, profiles, parseOrigin(address) ?? '');
	return {profile: {name, origin: safeText(address, 100), username: draft.username, proxy}};
}
