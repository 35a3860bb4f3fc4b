import {nextAlarm, type Session, type SessionEvent} from '../domain/session.ts';
import type {SessionRecord} from '../domain/session-record.ts';
import {recordOf} from '../domain/session-recording.ts';
import {update} from '../domain/session-update.ts';
import {until} from '../domain/time.ts';
import type {Appliance, Cancel, Clock, ProfileStore, Random, SecretStore, SessionRecords} from '../ports.ts';
import {createEffectRunner} from './effect-runner.ts';

export type SessionPorts = {
	readonly clock: Clock;
	readonly random: Random;
	readonly appliance: Appliance;
	readonly secrets: SecretStore;
	readonly profiles: ProfileStore;
	readonly records: SessionRecords;
	readonly processId: number;
};

export type SessionEngine = {
	readonly getSnapshot: () => Session;
	/** Told after every change. */
	readonly subscribe: (listener: () => void) => Cancel;
	readonly dispatch: (event: SessionEvent) => void;
	/** Resolves when no effect is under way any more. */
	readonly settled: () => Promise<void>;
	/** Rings no more alarms, aborts what is under way and waits for what must be finished, such as a write. */
	readonly stop: () => Promise<void>;
};

/** Runs one session: stamps events, lets `update` decide, carries out its effects, and keeps the one alarm. */
export function createSessionEngine(initial: Session, ports: SessionPorts): SessionEngine {
	let session = initial;
	let cancelAlarm: Cancel = () => undefined;
	let isStopped = false;
	const listeners = new Set<() => void>();
	const runner = createEffectRunner(ports, dispatch);

	function dispatch(event: SessionEvent): void {
		// What was aborted by stopping says nothing about the session.
		if (isStopped) return;
		const before = session;
		const [next, ...effects] = update(session, event, {now: ports.clock.now(), sample: ports.random.sample()});
		session = next;
		for (const effect of effects) runner.run(effect);
		if (next === before) return;
		setAlarm();
		if (isWorthRecording(before, next)) runner.record(recordOf(next, ports.processId, ports.clock.now()));
		for (const listener of [...listeners]) listener();
	}

	function setAlarm(): void {
		cancelAlarm();
		const at = nextAlarm(session);
		if (at === undefined) return;
		cancelAlarm = ports.clock.after(until(at, ports.clock.now()), () => dispatch({type: 'alarm-rang'}));
	}

	return {
		getSnapshot: () => session,
		subscribe(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		dispatch,
		settled: runner.settled,
		async stop() {
			if (isStopped) return runner.settled();
			isStopped = true;
			cancelAlarm();
			runner.abort();
			runner.record(withoutKeeper(recordOf(session, ports.processId, ports.clock.now())));
			return runner.settled();
		},
	};
}

/** Entries of the journal alone change nothing that other processes are told. */
function isWorthRecording(before: Session, next: Session): boolean {
	return (
		before.phase !== next.phase ||
		before.keepAlive !== next.keepAlive ||
		before.lastTickle !== next.lastTickle ||
		before.passwordStored !== next.passwordStored
	);
}

/** Nobody tickles any more, and whoever reads the record should know. */
const withoutKeeper = (record: SessionRecord): SessionRecord => ({
	...record,
	keepAlive: {...record.keepAlive, state: 'off', keeperPid: undefined, nextAt: undefined},
});
