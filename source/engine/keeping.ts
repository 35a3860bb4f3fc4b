import type {Session} from '../domain/session.ts';
import type {SessionEvent} from '../domain/session-event.ts';
import {isFollowed, keptProfile} from '../domain/session-keeper.ts';
import type {SessionRecord} from '../domain/session-record.ts';
import {seconds} from '../domain/time.ts';
import type {Cancel, HeldLock, Right} from '../ports.ts';
import type {SessionPorts} from './session-ports.ts';

/** How often a process that does not keep the session looks whether the one that does is still there, and what it has written. */
const onlookersPace = seconds(2);
/** The keeper only has to hear that somebody has signed in anew. */
const keepersPace = seconds(10);

/** Takes part in the election of the one process that keeps a session, and follows the record of the others. */
export function createKeeping(
	{clock, locks, records, processId}: SessionPorts,
	getSession: () => Session,
	dispatch: (event: SessionEvent) => void,
) {
	let right: Right | undefined;
	let held: HeldLock | undefined;
	let isAsking = false;
	let isStopped = false;
	let cancelPause: Cancel | undefined;
	let released: Promise<void> = Promise.resolve();
	const underWay = new Set<Promise<void>>();

	/** To be called after every change of the session. */
	function look(): void {
		const wanted = isStopped ? undefined : rightOf(getSession());
		if (!isSame(wanted, right)) {
			right = wanted;
			letGo();
			dispatch({type: 'keeper-undecided'});
		}
		if (isStopped || isAsking || cancelPause !== undefined || !isFollowed(getSession())) return;
		isAsking = true;
		track(askAndPause());
	}

	function track(work: Promise<void>): void {
		underWay.add(work);
		// A rejection is a bug: it is left unhandled on purpose, so that the program stops with its stack.
		void work.finally(() => underWay.delete(work));
	}

	async function askAndPause(): Promise<void> {
		const asked = right;
		const event = await ask(asked);
		// What was asked for may not be wanted any more.
		if (event !== undefined && !isStopped && isSame(asked, right)) dispatch(event);
		isAsking = false;
		if (isStopped || !isFollowed(getSession())) return;
		if (!isSame(asked, right)) return look();
		cancelPause = clock.after(held === undefined ? onlookersPace : keepersPace, () => {
			cancelPause = undefined;
			look();
		});
	}

	async function ask(asked: Right | undefined): Promise<SessionEvent | undefined> {
		const {profile} = getSession();
		if (asked === undefined || held !== undefined)
			return {type: 'record-read', record: await othersRecord(profile.name)};
		// What we have just let go of is not another's.
		await released;
		const taken = await locks.tryAcquire(asked);
		if (taken.ok) return keep(taken.value, asked);
		if (taken.failure.kind === 'taken') return {type: 'keeper-found', record: await othersRecord(profile.name)};
		// Where no lock can be had, such as on a disk that takes no file, two that tickle are better than none.
		return taken.failure.kind === 'cancelled' ? undefined : {type: 'keeper-elected'};
	}

	async function keep(lock: HeldLock, asked: Right): Promise<SessionEvent | undefined> {
		if (isStopped || !isSame(asked, right)) {
			await lock.release();
			return undefined;
		}
		held = lock;
		lock.lost.addEventListener('abort', () => {
			if (held !== lock) return;
			held = undefined;
			cancelPause?.();
			cancelPause = undefined;
			// Whoever has it by now keeps the session.
			if (!isStopped) dispatch({type: 'keeper-undecided'});
			look();
		});
		return {type: 'keeper-elected'};
	}

	function letGo(): void {
		cancelPause?.();
		cancelPause = undefined;
		if (held === undefined) return;
		released = held.release();
		track(released);
		held = undefined;
	}

	/** What we wrote ourselves says nothing of the one who keeps the session now. */
	async function othersRecord(profile: string): Promise<SessionRecord | undefined> {
		const record = await records.read(profile);
		if (record?.keepAlive.keeperPid !== processId) return record;
		return {...record, keepAlive: {...record.keepAlive, keeperPid: undefined, nextAt: undefined}};
	}

	return {
		look,
		async stop() {
			isStopped = true;
			letGo();
			await Promise.all(underWay);
		},
	};
}

function rightOf(session: Session): Right | undefined {
	const profile = keptProfile(session);
	return profile && {to: 'keep-alive', username: profile.username, origin: profile.origin, profile: profile.name};
}

const isSame = (one: Right | undefined, other: Right | undefined) =>
	one?.username === other?.username && one?.origin === other?.origin && one?.profile === other?.profile;
