import {heldBy, isOurs, nextAlarm, type Session} from '../domain/session.ts';
import type {SessionEvent} from '../domain/session-event.ts';
import type {SessionRecord} from '../domain/session-record.ts';
import {isHiddenBy, recordOf} from '../domain/session-recording.ts';
import {update} from '../domain/session-update.ts';
import {type Duration, longest, milliseconds, seconds, until} from '../domain/time.ts';
import type {Cancel} from '../ports.ts';
import {createEffectRunner} from './effect-runner.ts';
import {createKeeping} from './keeping.ts';
import type {SessionPorts} from './session-ports.ts';

export type SessionEngine = {
	readonly getSnapshot: () => Session;
	/** Told after every change. */
	readonly subscribe: (listener: () => void) => Cancel;
	readonly dispatch: (event: SessionEvent) => void;
	/** Resolves when no effect is under way any more. */
	readonly settled: () => Promise<void>;
	/** Rings no more alarms, aborts what is under way and waits for what must be finished, a write or a sign-out, but not for long. */
	readonly stop: () => Promise<void>;
};

/** How long an appliance that does not answer keeps a program from ending. */
const patience = seconds(3);

/** And a store, since it was asked: it takes milliseconds when it is well, and one that hangs is not waited for at all. */
const storePatience = seconds(1);

/** Runs one session: stamps events, lets `update` decide, carries out its effects, and keeps the one alarm. */
export function createSessionEngine(initial: Session, ports: SessionPorts): SessionEngine {
	let session = initial;
	let cancelAlarm: Cancel = () => undefined;
	let isStopped = false;
	let hasRecorded = false;
	let hasHeld = false;
	const listeners = new Set<() => void>();
	const runner = createEffectRunner(ports, dispatch);
	const keeping = createKeeping(ports, () => session, dispatch);
	const cancelWatch = ports.clockWatch.watch(step => dispatch({type: 'clock-stepped', step}));

	function dispatch(event: SessionEvent): void {
		// What was aborted by stopping says nothing about the session; what had to be finished does.
		if (isStopped && !isFinished(event)) return;
		const before = session;
		const [next, ...effects] = update(session, event, {now: ports.clock.now(), sample: ports.random.sample()});
		session = next;
		hasHeld ||= heldBy(next.phase) !== undefined;
		const isTold = next !== before && isWorthRecording(before, event, next);
		// A token is not revoked before others can know that somebody signed out.
		if (isTold) record();
		for (const effect of effects) runner.run(effect);
		// Timers may ring a hair early, and must not ring for ever within the same instant.
		if (next === before && event.type === 'alarm-rang') setAlarm(milliseconds(1));
		if (isRecordRead(event) && isHiddenBy(event.record, next)) record();
		if (next === before) return;
		setAlarm(milliseconds(0));
		runner.journal(before, next);
		for (const listener of [...listeners]) listener();
		keeping.look();
	}

	function setAlarm(shortest: Duration): void {
		cancelAlarm();
		const at = nextAlarm(session);
		if (at === undefined || isStopped) return;
		const wait = longest(until(at, ports.clock.now()), shortest);
		cancelAlarm = ports.clock.after(wait, () => dispatch({type: 'alarm-rang'}));
	}

	function record(): void {
		hasRecorded = true;
		const latest = recordOf(session, ports.processId, ports.clock.now());
		runner.record(isStopped ? withoutKeeper(latest) : latest, hasHeld ? 'holder' : 'newcomer');
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
			cancelWatch();
			runner.abort();
			// Nobody is to be told of the end of whoever kept nothing alive: the record may be the keeper's by now.
			if (hasRecorded && isOurs(session)) record();
			const cancelLimits = [runner.giveUpStoring(storePatience), ports.clock.after(patience, runner.giveUp)];
			await runner.settled();
			// Only now, when the record says that nobody keeps it.
			await keeping.stop();
			for (const cancel of cancelLimits) cancel();
		},
	};
}

/**
 * Entries of the journal alone change nothing that other processes are told. Nor does looking for a stored token: until it is found,
 * the record is that of the process which used it last, and is needed to go on from. Whoever does not keep the session tells of it only
 * what the appliance or a person has said here: all else is from the record or from clocks, and the keeper knows better.
 */
function isWorthRecording(before: Session, {type}: SessionEvent, next: Session): boolean {
	if (next.phase.name === 'restoring') return false;
	if (before.phase.name === 'restoring' && next.phase.name === 'signed-out') return false;
	if (!isOurs(before) && !isOurs(next) && hearsay.has(type)) return false;
	return (
		before.phase !== next.phase ||
		isOurs(before) !== isOurs(next) ||
		before.lastTickle !== next.lastTickle ||
		before.passwordStored !== next.passwordStored ||
		before.tokenStored !== next.tokenStored ||
		before.refusedPassword !== next.refusedPassword
	);
}

const hearsay: ReadonlySet<SessionEvent['type']> = new Set([
	'token-restored',
	'token-adopted',
	'newer-token-found',
	'nothing-newer',
	'keeper-undecided',
	'keeper-elected',
	'keeper-found',
	'record-read',
	'clock-stepped',
	'alarm-rang',
]);

/** What another process wrote, seen while a session is followed. */
const isRecordRead = (event: SessionEvent) => event.type === 'record-read' || event.type === 'keeper-found';

/** The outcome of what stopping waits for. */
const isFinished = ({type}: SessionEvent) =>
	type === 'storing-failed' ||
	type === 'token-stored' ||
	type === 'token-unstored' ||
	type === 'session-stored' ||
	type === 'revoke-answered' ||
	type === 'revocation-checked';

/** Nobody tickles any more, and whoever reads the record should know. */
const withoutKeeper = (record: SessionRecord): SessionRecord => ({
	...record,
	keepAlive: {...record.keepAlive, state: 'off', keeperPid: undefined, nextAt: undefined},
});
