import {type Deadlines, provenUntil} from '../domain/deadline.ts';
import {heldBy, type Session} from '../domain/session.ts';
import {stateInWords} from '../domain/state-in-words.ts';
import {type Instant, until} from '../domain/time.ts';
import {clockOf, toneOf} from './countdown-view.ts';
import {hostOf, shownOf} from './hiding.ts';
import type {Run, Tone} from './line.ts';
import {run} from './line.ts';
import {unreadProblem} from './message-lines.ts';
import type {Navigation} from './navigation.ts';
import {networkWords} from './session-view.ts';

export type RowView = {
	readonly profile: string;
	readonly name: string;
	readonly user: string;
	readonly host: string;
	readonly idle: string;
	readonly absolute: string;
	readonly tone: Tone;
	readonly keepAlive: string;
	readonly network: Run;
	readonly state: Run;
	/** Whether the clocks count anything. */
	readonly isHeld: boolean;
};

/** A row a profile, the session that dies first on top, those without one at the end. */
export const rowViews = (sessions: readonly Session[], now: Instant, isHidden: boolean): readonly RowView[] =>
	sessions.map(session => rowView(session, now, isHidden));

/** The sessions that the list shows, in its order. */
export function listed(sessions: readonly Session[], filter: string): readonly Session[] {
	const wanted = filter.toLowerCase();
	return sessions
		.filter(({profile: {name, username, origin}}) => `${name} ${username} ${origin}`.toLowerCase().includes(wanted))
		.sort((one, other) => rankOf(one) - rankOf(other) || one.profile.name.localeCompare(other.profile.name, 'en'));
}

/** The profile that is marked: the one a person chose, or the first. */
export const chosenOf = (rows: readonly Session[], chosen: string | undefined): string | undefined =>
	(rows.find(({profile}) => profile.name === chosen) ?? rows[0])?.profile.name;

/** The session that the keys are about. */
export function shownSession({places}: Pick<Navigation, 'places'>, sessions: readonly Session[]): Session | undefined {
	const place = places.findLast(({screen}) => screen === 'session' || screen === 'sessions');
	return place?.screen === 'session' ? sessions.find(({profile}) => profile.name === place.profile) : undefined;
}

function rankOf(session: Session): number {
	const held = heldBy(session.phase);
	if (held?.name === 'active') return provenUntil(held.deadlines);
	return held === undefined ? Number.MAX_SAFE_INTEGER : Number.MAX_SAFE_INTEGER - 1;
}

function rowView(session: Session, now: Instant, isHidden: boolean): RowView {
	const {profile, phase, network, keepAlive, keeper} = session;
	const shown = shownOf(profile, isHidden);
	const held = phase.name === 'active' ? phase : undefined;
	return {
		profile: profile.name,
		name: shown(profile.name),
		user: shown(profile.username),
		host: shown(hostOf(profile.origin)),
		idle: held === undefined ? '--:--' : clockOf(held.deadlines.idle, now),
		absolute: held === undefined ? '--:--' : clockOf(held.deadlines.absolute, now),
		tone: held === undefined ? 'calm' : toneOfHeld(held.deadlines, profile, now),
		keepAlive: keepAlive || (held !== undefined && keeper.who === 'other') ? 'on' : 'off',
		network: networkWords[network],
		state: stateWords(session),
		isHeld: held !== undefined,
	};
}

function toneOfHeld({idle, absolute}: Deadlines, {idleLimit, absoluteLimit}: Session['profile'], now: Instant): Tone {
	const tones = [
		toneOf('idle', until(idle.earliest, now), idleLimit),
		absolute === undefined ? 'calm' : toneOf('absolute', until(absolute.earliest, now), absoluteLimit),
	];
	if (tones.includes('alarm')) return 'alarm';
	return tones.includes('warn') ? 'warn' : 'calm';
}

function stateWords(session: Session): Run {
	const {phase} = session;
	const words = stateInWords[phase.name];
	switch (phase.name) {
		case 'active':
			return phase.tickle.state === 'stopped' ? run('tickles stopped', 'alarm') : run(words, 'calm');
		case 'expired':
			if (phase.refusal !== undefined) return run('ended (refused)', 'alarm');
			return run(phase.ending === 'idle' ? '~ idled out' : '~ over', 'alarm');
		case 'blocked':
			return run(phase.refusal.kind === 'account-locked' ? `${words}: locked` : `${words}: refused`, 'alarm');
		case 'signed-out':
			if (unreadProblem(session) !== undefined) return run('token not read', 'warn');
			return phase.refusal === undefined ? run(words, 'dim') : run('sign-in refused', 'warn');
		case 'signing-in':
			return run(words, 'warn');
		case 'restoring':
		case 'signing-out':
			return run(words, 'dim');
	}
}
