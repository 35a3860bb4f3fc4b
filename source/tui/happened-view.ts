import type {EventReport} from '../domain/event-report.ts';
import {momentOf} from '../domain/event-report.ts';
import type {RefusalKind} from '../domain/refusal.ts';
import {eventsUntil} from '../domain/session-life.ts';
import type {Instant} from '../domain/time.ts';
import {localTime} from '../domain/time-in-words.ts';
import {wrapped} from './cells.ts';
import type {Shown} from './hiding.ts';
import {type Line, run} from './line.ts';

type Asked = {
	readonly at: Instant;
	readonly kind: RefusalKind;
	readonly now: Instant;
	readonly width: number;
	readonly shown: Shown;
};

/** As many as tell how it came to something. */
const most = 4;

/** What happened until a refusal, the newest last; of tickles one after the other of which the same came only the last. */
export function happenedLines(events: readonly EventReport[], {at, kind, now, width, shown}: Asked): readonly Line[] {
	const before = eventsUntil(events, at, kind);
	const told = before.filter((event, index) => !isOutdone(event, before[index + 1])).slice(-most);
	return told.flatMap(event => {
		const time = `${localTime(momentOf(event), now)}  `;
		return wrapped(shown(event.text), Math.max(8, width - time.length)).map(
			(part, index): Line => [run(index === 0 ? time : ' '.repeat(time.length), 'dim'), run(part)],
		);
	});
}

/** A tickle by the next one of which the same came, and a sign-in by what came of it. */
const isOutdone = ({event, refusal, code}: EventReport, next: EventReport | undefined) =>
	next !== undefined &&
	(event === 'signing-in' ||
		(event.startsWith('tickle-') && next.event === event && next.refusal === refusal && next.code === code));
