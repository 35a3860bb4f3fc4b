import {type Deadline, type Ending, endOf, isProven} from '../domain/deadline.ts';
import type {Profile} from '../domain/profile.ts';
import type {Active, Expired} from '../domain/session.ts';
import {type Duration, type Instant, minutes, scaled, seconds, shortest, until} from '../domain/time.ts';
import {countdownTo, localTime} from '../domain/time-in-words.ts';
import {wasReused} from '../domain/token.ts';
import type {Tone} from './line.ts';

export type CountdownView = {
	readonly label: string;
	/** `07:41`; with a `~` before it while nothing proves that the session still lives. */
	readonly clock: string;
	readonly tone: Tone;
	/** `!` when it is time to look, `!!` when it is nearly over: the same as the tone, for whoever sees no colours. */
	readonly sign: string;
	/** What is left of the limit, from 0 to 1. */
	readonly part: number;
	readonly words: string;
	/** The same in a few columns. */
	readonly shortWords: string;
};

type Held = Pick<Active | Expired, 'deadlines' | 'token'>;

export function idleView({deadlines: {idle}}: Held, {idleLimit}: Profile, now: Instant): CountdownView {
	const end = localTime(endOf(idle, now).at, now);
	return {
		...counting('Idle', idle, idleLimit, now),
		...tones('idle', idle, idleLimit, now),
		words: isProven(idle, now) ? `ends ${end} unless used` : `unproven, over by ${end}`,
		shortWords: isProven(idle, now) ? `ends ${end}` : `perhaps, by ${end}`,
	};
}

export function absoluteView(held: Held, {absoluteLimit}: Profile, now: Instant): CountdownView {
	const {absolute} = held.deadlines;
	if (absolute === undefined) return untold;
	const end = localTime(endOf(absolute, now).at, now);
	const isReused = wasReused(held.token, absoluteLimit);
	return {
		...counting('Absolute', absolute, absoluteLimit, now),
		...tones('absolute', absolute, absoluteLimit, now),
		words: isProven(absolute, now) ? `ends ${end}${isReused ? ' · reused token' : ''}` : `unproven, over by ${end}`,
		shortWords: isProven(absolute, now) ? `ends ${end}` : `perhaps, by ${end}`,
	};
}

/** The clock alone, as the list shows it. */
export const clockOf = (deadline: Deadline | undefined, now: Instant) =>
	deadline === undefined ? '--:--' : countdownTo(endOf(deadline, now), now);

/** Warned under 2 min idle or 15 min absolute, alarmed under 30 s or 2 min; earlier marks would be always on where a limit is short. */
export function toneOf(ending: Ending, left: Duration, limit: Duration): Tone {
	const [warn, alarm] = ending === 'idle' ? [minutes(2), seconds(30)] : [minutes(15), minutes(2)];
	if (left < shortest(alarm, scaled(limit, 1 / 20))) return 'alarm';
	return left < shortest(warn, scaled(limit, 1 / 5)) ? 'warn' : 'calm';
}

const untold: CountdownView = {
	label: 'Absolute',
	clock: '--:--',
	tone: 'calm',
	sign: '',
	part: 0,
	words: 'the appliance did not say',
	shortWords: 'not told',
};

function counting(label: string, deadline: Deadline, limit: Duration, now: Instant) {
	const left = until(endOf(deadline, now).at, now);
	return {label, clock: clockOf(deadline, now), part: Math.min(1, Math.max(0, left / limit))};
}

function tones(ending: Ending, deadline: Deadline, limit: Duration, now: Instant) {
	const tone = isProven(deadline, now) ? toneOf(ending, until(deadline.earliest, now), limit) : 'alarm';
	return {tone, sign: signs[tone]};
}

const signs: Readonly<Record<Tone, string>> = {calm: '', warn: '!', alarm: '!!'};
