import {open, rm, stat} from 'node:fs/promises';
import {failure, type Outcome, success} from '../domain/outcome.ts';
import {type Duration, type Instant, later, milliseconds, seconds, until} from '../domain/time.ts';
import type {Clock, FileFailure} from '../ports.ts';
import {codeOf, fileFailure} from './file-failure.ts';
import {isGone, type LockOwner, newOwner, ours, parseOwner} from './lock-owner.ts';
import {readPrivateFile} from './private-file.ts';

/** A lock between processes: a file that only one can make. It is not for processes on machines whose network drive cannot do that. */
export type FileLock = {
	/** Takes the lock if nobody has it, or if who had it is gone. Does not wait. */
	readonly tryAcquire: () => Promise<Outcome<HeldLock, FileFailure | Taken>>;
	/** Waits for the lock, so long at most. */
	readonly acquire: (patience: Duration) => Promise<Outcome<HeldLock, FileFailure>>;
};

export type HeldLock = {
	/** False once another took it because we were silent for too long: to be asked last thing before what the lock protects. */
	readonly isOurs: () => Promise<boolean>;
	readonly release: () => Promise<void>;
};

/** Somebody else has it; `pid` when that is known. */
type Taken = {readonly kind: 'taken'; readonly pid: number | undefined};

/**
 * A lock at `path`. Who ended without releasing it is found out at once on the same machine; of all others it counts as gone when
 * the lock was seen unchanged for `silence`, by our own clock: no two clocks are compared.
 */
export function createFileLock(path: string, clock: Clock, silence: Duration = seconds(10)): FileLock {
	const sights = new Map<string, Sight>();

	async function tryAcquire(): Promise<Outcome<HeldLock, FileFailure | Taken>> {
		const taken = await take(path, hasBeenSilent);
		if (!taken.ok) return taken;
		const {token} = taken.value;
		const isOurs = async () => (await look(path))?.owner?.token === token;

		async function release(): Promise<void> {
			const removed = await removeLock(path, token, hasBeenSilent);
			// A full disk has no room for the lock that removing takes. Nobody thinks that we are gone, so it goes without.
			const isFull = !removed.ok && removed.failure.kind !== 'taken';
			if (isFull && (await isOurs())) await rm(path, {force: true}).catch(() => undefined);
			ours.delete(token);
		}

		return success({isOurs, release});
	}

	/** Whether this lock has looked the same for so long. */
	function hasBeenSilent(at: string, looks: string): boolean {
		const known = sights.get(at);
		if (known?.looks === looks) return until(later(known.since, silence), clock.now()) <= 0;
		sights.set(at, {looks, since: clock.now()});
		return false;
	}

	async function acquire(patience: Duration): Promise<Outcome<HeldLock, FileFailure>> {
		const end = later(clock.now(), patience);
		for (;;) {
			const tried = await tryAcquire();
			if (tried.ok) return tried;
			if (tried.failure.kind !== 'taken') return failure(tried.failure);
			if (until(end, clock.now()) <= 0) return failure(stillTaken(path, tried.failure));
			// Not all at the same time, or the same one would come too late again and again.
			await new Promise<void>(resolve => void clock.after(milliseconds(5 + 20 * Math.random()), resolve));
		}
	}

	return {tryAcquire, acquire};
}

type Sight = {readonly looks: string; readonly since: Instant};
type HasBeenSilent = (path: string, looks: string) => boolean;

/** Each round that does not end it means that somebody released or removed the lock meanwhile. */
const mostRounds = 4;

/** Who removes a lock may end in the middle of it and leave a lock as well; three times in a row is no accident. */
const deepest = /(\.([0-9a-f]{16}|unknown)){4}$/;

async function take(path: string, hasBeenSilent: HasBeenSilent): Promise<Outcome<LockOwner, FileFailure | Taken>> {
	for (let round = 0; round < mostRounds; round += 1) {
		const made = await make(path);
		if (made !== 'exists') return made;
		const found = await look(path);
		if (found === undefined) continue;
		const {owner, looks} = found;
		if (!hasBeenSilent(path, looks) && (owner === undefined || !(await isGone(owner)))) {
			return failure({kind: 'taken', pid: owner?.pid});
		}
		const removed = await removeLock(path, owner?.token, hasBeenSilent);
		if (!removed.ok) return removed;
	}
	return failure({kind: 'taken', pid: undefined});
}

/**
 * Removes the lock that carries this token. Two that find the same lock without an owner must not both do so: the second would remove
 * what the first has just made for itself. So who wants to remove a lock takes another first, which belongs to that token alone, and
 * then looks again.
 */
async function removeLock(
	path: string,
	token: string | undefined,
	hasBeenSilent: HasBeenSilent,
): Promise<Outcome<void, FileFailure | Taken>> {
	const right = `${path}.${token ?? 'unknown'}`;
	if (deepest.test(right)) return failure({kind: 'taken', pid: undefined});
	const taken = await take(right, hasBeenSilent);
	if (!taken.ok) return taken;
	try {
		const found = await look(path);
		if (found !== undefined && found.owner?.token === token) await rm(path, {force: true});
		return success(undefined);
	} catch (error) {
		return failure(fileFailure('unwritable', path, error));
	} finally {
		await rm(right, {force: true}).catch(() => undefined);
		ours.delete(taken.value.token);
	}
}

async function make(path: string): Promise<Outcome<LockOwner, FileFailure> | 'exists'> {
	const owner = await newOwner();
	ours.add(owner.token);
	try {
		const file = await open(path, 'wx', 0o600);
		try {
			await file.writeFile(`${JSON.stringify(owner)}\n`);
			return success(owner);
		} catch (error) {
			await rm(path, {force: true});
			throw error;
		} finally {
			await file.close();
		}
	} catch (error) {
		ours.delete(owner.token);
		return codeOf(error) === 'EEXIST' ? 'exists' : failure(fileFailure('unwritable', path, error));
	}
}

/** What stands there; undefined when nothing does. */
async function look(
	path: string,
): Promise<{readonly owner: LockOwner | undefined; readonly looks: string} | undefined> {
	const content = await readPrivateFile(path, {most: 1024, links: 'refuse'});
	if (content.ok && content.value === undefined) return undefined;
	const owner = content.ok ? parseOwner(content.value ?? '') : undefined;
	const changed = await stat(path).then(
		({mtimeMs}) => mtimeMs,
		() => 0,
	);
	return {owner, looks: `${owner?.token} ${changed}`};
}

function stillTaken(path: string, {pid}: Taken): FileFailure {
	const who = pid === undefined ? 'another svt-tui' : `another svt-tui (process ${pid})`;
	return fileFailure('unwritable', path, `${who} holds it all the time; try again, or remove it if no svt-tui runs`);
}
