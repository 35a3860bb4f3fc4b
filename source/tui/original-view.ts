import type {MetRefusal} from '../domain/met-refusals.ts';
import type {Session} from '../domain/session.ts';
import type {Instant} from '../domain/time.ts';
import {localTime, zonedTime} from '../domain/time-in-words.ts';
import {broken} from './cells.ts';
import type {Shown} from './hiding.ts';
import {emptyLine, type Line, labelledParagraph, line, paragraph, run} from './line.ts';
import {tokenInWords} from './refusal-token.ts';

type Asked = {readonly now: Instant; readonly width: number; readonly shown: Shown};

/** All that is known of a refusal, and the answer itself behind a bar, so that nothing in it looks like ours. */
export function originalLines(
	session: Session,
	{refusal, at}: MetRefusal,
	{now, width, shown}: Asked,
): readonly Line[] {
	const {status, path, serverTime, exception, error, token, code, phase, kind, original} = refusal;
	const facts: ReadonlyArray<readonly [string, string | undefined]> = [
		['Received', localTime(at, now)],
		['Kind', kind],
		['Status', status === undefined ? undefined : String(status)],
		['Path', path && shown(path)],
		['Server time', serverTime === undefined ? undefined : zonedTime(serverTime)],
		['Error', error],
		['Exception', exception],
		['Code', code],
		['Failed at', phase],
		['Token', token && tokenInWords(session, token)],
	];
	return [
		...facts.flatMap(([label, value]) => (value === undefined ? [] : labelledParagraph(label, value, width))),
		emptyLine,
		...(original === undefined
			? paragraph('No answer came, so there is nothing of the server’s to show.', width, 'dim')
			: [
					line('«the server says»', 'strong'),
					...original.split('\n').flatMap(text => saidLines(shown(text, longest), width)),
				]),
	];
}

/** With its indentation, and broken where the line ends. */
const saidLines = (text: string, width: number): readonly Line[] =>
	broken(text, width - 2).map((said): Line => [run('│ ', 'dim'), run(said)]);

/** A body may be one line, and each character of it an escape. */
const longest = 40_000;
