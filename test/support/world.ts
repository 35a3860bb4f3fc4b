import type {Profile} from '../../source/domain/profile.ts';
import {createSession, type Phase, type Session} from '../../source/domain/session.ts';
import {type Duration, type Instant, later} from '../../source/domain/time.ts';
import {createSessionEngine, type SessionEngine} from '../../source/engine/session-engine.ts';
import type {SessionPorts} from '../../source/engine/session-ports.ts';
import type {Clock} from '../../source/ports.ts';
import {createMemoryPendingWipes} from './memory-ports.ts';
import {createScriptedAppliance} from './scripted-appliance.ts';
import {noon, password, profileNamed} from './sessions.ts';
import {createStoryClock, type StoryClock} from './story-clock.ts';
import {createStoryClockWatch} from './story-clock-watch.ts';
import {createStoryLocks} from './story-locks.ts';
import {createStoryEvents, createStoryLoginGuards, createStoryProfiles, createStoryRecords} from './story-ports.ts';
import {createStorySecrets} from './story-secrets.ts';

/** Lets everything happen that needs no time: all promises that can go on do. */
export const settle = () => new Promise<void>(resolve => setImmediate(resolve));

/** Moves the clock from alarm to alarm, and lets what each sets off happen before the next. */
export async function pass(clock: StoryClock, span: Duration): Promise<void> {
	const end = later(clock.now(), span);
	await settle();
	for (let at = clock.nextAlarm(); at !== undefined && at <= end; at = clock.nextAlarm()) {
		clock.moveTo(at);
		await settle();
	}
	clock.moveTo(end);
	await settle();
}

type WorldOptions = {
	readonly start?: Instant;
	readonly sample?: number;
	/** What the engine is given instead of the story's clock. */
	readonly clock?: (story: StoryClock) => Clock;
};

/** All that a session meets, in memory and on one clock. */
export function createWorld({start = noon, sample = 0.5, clock: other = story => story}: WorldOptions = {}) {
	const clock = createStoryClock(start);
	const clocks = createStoryClockWatch();
	const scripted = createScriptedAppliance(clock);
	const secrets = createStorySecrets();
	const memory = createStorySecrets('memory');
	const profiles = createStoryProfiles();
	const records = createStoryRecords();
	const events = createStoryEvents();
	const loginGuards = createStoryLoginGuards();
	const locks = createStoryLocks(clock);
	const pendingWipes = createMemoryPendingWipes();
	const ports: SessionPorts = {
		clock: other(clock),
		clockWatch: clocks.watch,
		random: {sample: () => sample},
		appliance: scripted.appliance,
		secretsFor: storage => (storage === 'memory' ? memory.store : secrets.store),
		pendingWipes,
		profiles: profiles.store,
		records: records.store,
		eventLog: events.store,
		locks: locks.locks,
		loginGuards: loginGuards.store,
		processId: 4242,
	};

	return {
		clock,
		clocks,
		appliance: scripted,
		secrets,
		memory,
		profiles,
		records,
		events,
		loginGuards,
		locks,
		pendingWipes,
		ports,
		pass: (span: Duration) => pass(clock, span),
		open: (profile: Profile = profileNamed('dc1'), more: Partial<SessionPorts> = {}) =>
			opened(createSession(profile, profile.savePassword), {...ports, ...more}),
		/** As on a screen, which somebody looks at. */
		show: (profile: Profile) => opened({...createSession(profile, profile.savePassword), isShown: true}, ports),
	};
}

function opened(session: Session, ports: SessionPorts) {
	const engine = createSessionEngine(session, ports);
	return {...engine, ...told(engine)};
}

export type World = ReturnType<typeof createWorld>;

/** What a person does with a session, and what they see of it. */
function told(engine: SessionEngine) {
	return {
		session: engine.getSnapshot,
		phase: <Name extends Phase['name']>(name: Name): Extract<Phase, {readonly name: Name}> => {
			const {phase} = engine.getSnapshot();
			if (phase.name !== name) throw new Error(`the phase is ${phase.name}, not ${name}`);
			return phase as Extract<Phase, {readonly name: Name}>;
		},
		/** Types the password and waits for the answer, which takes time on the story's clock. */
		signIn: (typed = password) =>
			engine.dispatch({type: 'sign-in-requested', password: typed, profile: engine.getSnapshot().profile}),
		happenings: () => engine.getSnapshot().journal.map(entry => entry.happening.what),
		lastHappening: () => engine.getSnapshot().journal.at(-1)?.happening,
	};
}
