import {fingerprintGroups} from '../domain/certificate.ts';
import {explain} from '../domain/explain.ts';
import type {ExplainContext} from '../domain/explanation.ts';
import {ownClocksAt} from '../domain/own-clocks.ts';
import type {Refusal} from '../domain/refusal.ts';
import type {Session} from '../domain/session.ts';
import type {Instant} from '../domain/time.ts';
import {localTime} from '../domain/time-in-words.ts';
import type {Shown} from './hiding.ts';
import {emptyLine, type Line, labelledParagraph, line, paragraph, run} from './line.ts';

type Asked = {readonly now: Instant; readonly width: number; readonly context: ExplainContext; readonly shown: Shown};

/** The last refusal with all that is known of it: our words first, the server's own framed as such. */
export function refusalLines(session: Session, {now, width, context, shown}: Asked): readonly Line[] {
	const {lastRefusal} = session;
	if (lastRefusal === undefined) return [line('Nothing was refused since the last sign-in.')];
	const {refusal, at} = lastRefusal;
	const {title, cause, advice} = explain(refusal, {...context, ...clocksOf(session, refusal)});
	return [
		line(title, 'alarm'),
		...paragraph(cause, width),
		emptyLine,
		line('What to do', 'strong'),
		...advice.flatMap(({text, command}) => [
			...paragraph(text, width, 'plain', '- '),
			...(command === undefined ? [] : paragraph(command, width, 'key', '    ')),
		]),
		emptyLine,
		...saidLines(refusal, width, shown),
		...factLines(refusal, {at, now, width}),
	];
}

/** The server's words stand behind a bar, so that nothing in them looks like ours. */
function saidLines({serverSays}: Refusal, width: number, shown: Shown): readonly Line[] {
	if (serverSays === undefined) return [];
	return [
		line('«the server says»', 'strong'),
		...paragraph(shown(serverSays), width - 2).map((said): Line => [run('│ ', 'dim'), ...said]),
		emptyLine,
	];
}

type Times = {readonly at: Instant; readonly now: Instant; readonly width: number};

function factLines(refusal: Refusal, {at, now, width}: Times): readonly Line[] {
	const {status, path, serverTime, exception, error, token, code, kind, pinned, certificate} = refusal;
	const facts: ReadonlyArray<readonly [string, string | undefined]> = [
		['Received', localTime(at, now)],
		['Kind', kind],
		['Status', status === undefined ? undefined : String(status)],
		['Path', path],
		['Server time', serverTime === undefined ? undefined : localTime(serverTime, now)],
		['Error', error],
		['Exception', exception],
		['Code', code],
		['Trusted', pinned && fingerprintGroups(pinned.sha256).join(' ')],
		['Shown', pinned && certificate && fingerprintGroups(certificate.sha256).join(' ')],
		['Token', token && `${token.fingerprint}${tokenWords(token.isCurrent)}`],
	];
	return facts.flatMap(([label, value]) => (value === undefined ? [] : labelledParagraph(label, value, width)));
}

function tokenWords(isCurrent: boolean | undefined): string {
	if (isCurrent === undefined) return '';
	return isCurrent ? ', the one in use' : ', not the one in use';
}

/** Our clocks say something of the refusal that ended the session; of others they have moved on. */
function clocksOf({phase, profile}: Session, refusal: Refusal): Pick<ExplainContext, 'ownClocks'> {
	if (phase.name !== 'expired' || phase.refusal !== refusal) return {};
	return {ownClocks: ownClocksAt(phase.deadlines, profile.idleLimit, phase.at)};
}
