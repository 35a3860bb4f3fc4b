import type {EventReport} from '../domain/event-report.ts';
import type {RefusalKind} from '../domain/refusal.ts';
import {sessionLife} from '../domain/session-life.ts';
import {type Duration, type Instant, instant} from '../domain/time.ts';
import {hourAndMinute, isSameDay, localTime} from '../domain/time-in-words.ts';
import {barOf, legendOf, type Mark, marks} from '../domain/timeline.ts';
import {cellsOf} from './cells.ts';
import {type Line, type Look, run} from './line.ts';

type Asked = {
	readonly at: Instant;
	readonly kind: RefusalKind;
	readonly now: Instant;
	readonly idleLimit: Duration;
	readonly width: number;
};

export type StripView = {readonly bar: Line; readonly legend: string};

/** The session's own bar over time, from its sign-in to its end or to now; undefined where there was none. */
export function stripView(
	events: readonly EventReport[],
	{at, kind, now, idleLimit, width}: Asked,
): StripView | undefined {
	const life = sessionLife(events, {at, kind, now, idleLimit});
	if (life === undefined) return undefined;
	const [from, to] = [instant(life.from), instant(life.to)];
	const time = (moment: Instant) =>
		isSameDay(from, to) ? hourAndMinute(moment) : localTime(moment, now).replace(/:\d\d$/, '');
	const parts = Math.max(4, width - cellsOf(time(from)) - cellsOf(time(to)) - 2);
	const bar = barOf(life, {from, span: to - from, parts});
	return {
		bar: [run(`${time(from)} `), ...runsOf(bar), run(` ${time(to)}`)],
		legend: legendOf(new Set(bar))
			.map(({sign, meaning}) => `${sign} ${meaning}`)
			.join(', '),
	};
}

/** One run as long as the mark stays the same. */
function runsOf(bar: ReadonlyArray<Mark | undefined>): Line {
	const runs: {mark: Mark; text: string}[] = [];
	for (const mark of bar) {
		if (mark === undefined) continue;
		const last = runs.at(-1);
		if (last?.mark === mark) last.text += marks[mark].sign;
		else runs.push({mark, text: marks[mark].sign});
	}
	return runs.map(({mark, text}) => run(text, looks[mark]));
}

const looks: Readonly<Record<Mark, Look>> = {
	used: 'calm',
	open: 'calm',
	silent: 'dim',
	tickled: 'dim',
	asleep: 'warn',
	failing: 'warn',
	abandoned: 'dim',
	revoked: 'strong',
	idle: 'alarm',
	absolute: 'alarm',
	restarted: 'alarm',
	forgotten: 'alarm',
	rejected: 'alarm',
};
