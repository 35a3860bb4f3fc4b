import type {ClockStep} from './clock-step.ts';
import type {Happening} from './journal.ts';
import {type Active, type Expired, isCertain, isLooking, isOurs, noted, type Session} from './session.ts';
import type {Effect, Moment, Step} from './session-event.ts';
import {expiredByClock} from './session-expiry.ts';
import {stretched} from './session-tickle.ts';
import {isQuiet} from './tickle-plan.ts';
import {type Duration, type Instant, later, latest, scaled, seconds, until} from './time.ts';

/** From here on a stop is to a session what a sleep is: its connections and what was asked over them are of another time. */
const longStop = seconds(10);

/** A network needs a moment when the machine wakes up. */
const afterWaking = seconds(1);

/** What the clocks of the machine say, told in the journal; after a sleep one question, with the old token, finds out what is true. */
export function clockStepped(session: Session, step: ClockStep, moment: Moment): Step {
	const {name} = session.phase;
	// Nothing goes on that time could do something to.
	if (name === 'signed-out' || name === 'blocked') return [session];
	const told = noted(session, moment.now, happeningOf(step));
	switch (step.what) {
		case 'wall-clock-set':
			return [step.by > 0 ? {...told, clockSetAt: moment.now} : told];
		case 'stopped':
			return step.by < longStop ? [told] : awoken(told, step.by, moment);
		case 'slept':
			return awoken(told, step.by, moment);
	}
}

function happeningOf({what, by}: ClockStep): Happening {
	switch (what) {
		case 'slept':
			return {what: 'machine-slept', span: by};
		case 'stopped':
			return {what: 'process-stopped', span: by};
		case 'wall-clock-set':
			return {what: 'clock-set', by};
	}
}

/** A sign-in or sign-out under way is left to its own time limit: it must not be sent twice. */
function awoken(session: Session, span: Duration, moment: Moment): Step {
	const drop: Effect = {type: 'drop-connections'};
	const {phase} = session;
	if (phase.name !== 'active' && phase.name !== 'expired') return [session, drop];
	const gap = {span, endedBy: moment.now};
	const [held, ...cancel] = withoutOldTickle(session, phase, gap);
	const current = expiredByClock({...session, phase: held}, held, moment) ?? {...session, phase: held};
	return [askingSoon(current, gap), ...cancel, drop];
}

type Held = Active | Expired;
type Gap = {readonly span: Duration; readonly endedBy: Instant};

/** Clocks are compared every second: what left before the gap left the whole gap ago, what left since hardly a second. */
const isAfter = ({span, endedBy}: Gap, sentAt: Instant) => until(endedBy, sentAt) < scaled(span, 1 / 2);

/** A tickle that left before the gap is given up, which the server may not notice; one that left since is as good as any. */
function withoutOldTickle({profile}: Session, held: Held, gap: Gap): readonly [Held, ...Effect[]] {
	const {tickle} = held;
	if (tickle.state !== 'in-flight' || isAfter(gap, tickle.sentAt)) return [held];
	const deadlines = stretched(held.deadlines, {sentAt: tickle.sentAt, receivedAt: gap.endedBy}, profile);
	return [
		{...held, deadlines, tickle: {state: 'off'}},
		{type: 'cancel-request', request: tickle.request},
	];
}

/** Whatever was planned, by failures too: one tickle, or a sign-in where that is due, and soon. Its answer decides how it goes on. */
function askingSoon(session: Session, gap: Gap): Session {
	const {phase} = session;
	if (!isOurs(session) || (phase.name !== 'active' && phase.name !== 'expired')) return session;
	const at = later(gap.endedBy, afterWaking);
	if (phase.name === 'expired' && (isCertain(phase) || isLooking(session))) {
		const {renewAt} = phase;
		return renewAt === undefined ? session : {...session, phase: {...phase, renewAt: latest(renewAt, at)}};
	}
	if (phase.tickle.state === 'in-flight' || phase.tickle.state === 'stopped') return session;
	if (isAfter(gap, latest(phase.touchedAt, session.lastTickle?.at))) return session;
	return {
		...session,
		phase: {...phase, tickle: isQuiet(phase.deadlines, at) ? {state: 'off'} : {state: 'waiting', at}},
	};
}
