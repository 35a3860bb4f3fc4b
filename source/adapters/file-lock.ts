import type {Stats} from 'node:fs';
import {lstat, rmdir} from 'node:fs/promises';
import {failure, type Outcome, success} from '../domain/outcome.ts';
import {type Duration, later, milliseconds, until} from '../domain/time.ts';
import type {Clock, HeldLock, LockFailure} from '../ports.ts';
import {codeOf, fileFailure} from './file-failure.ts';
import {createLockFolder} from './lock-folder.ts';
import {pause} from './pause.ts';

type Options = {
	/** Of the lock itself, which is a folder; what it lies in has to be there. */
	readonly path: string;
	readonly clock: Clock;
	/** After so long without a heartbeat it is free again; two seconds at least. */
	readonly silence: Duration;
};

type FileLock = {
	/** Does not wait. */
	readonly tryAcquire: () => Promise<Outcome<HeldFileLock, LockFailure>>;
	/** Waits so long at most; `taken` afterwards. */
	readonly acquire: (patience: Duration, signal?: AbortSignal) => Promise<Outcome<HeldFileLock, LockFailure>>;
};

type HeldFileLock = HeldLock & {
	/** Looks, since `lost` comes with the next heartbeat only: to be asked last thing before what the lock protects. */
	readonly isOurs: () => Promise<boolean>;
};

/** A lock between processes, by proper-lockfile, which is loaded with the first one that is asked for. */
export function createFileLock({path, clock, silence}: Options): FileLock {
	async function tryAcquire(): Promise<Outcome<HeldFileLock, LockFailure>> {
		if (ours.has(path)) return failure({kind: 'taken'});
		const {lock} = (await import('proper-lockfile')).default;
		try {
			const found = await look(path);
			if (found?.isDirectory() === false) return failure(fileFailure('unwritable', path, inItsPlace));
			if (found !== undefined && !isSilent(found)) return failure({kind: 'taken'});
			if (found !== undefined) await removeSilent(lock);
			return success(await hold(lock));
		} catch (error) {
			return failure(codeOf(error) === 'ELOCKED' ? {kind: 'taken'} : fileFailure('unwritable', path, error));
		}
	}

	async function hold(lock: Lock): Promise<HeldFileLock> {
		const losing = new AbortController();
		const folder = createLockFolder(path);
		const free = await lock(path, {
			...optionsAt(path),
			update: silence / 4,
			fs: folder.fileSystem,
			onCompromised() {
				ours.delete(path);
				losing.abort();
			},
		});
		ours.add(path);
		let released: Promise<void> | undefined;

		async function release(): Promise<void> {
			if (losing.signal.aborted) return;
			ours.delete(path);
			// Without it the lock is silent from now on.
			await free().catch(() => undefined);
		}

		return {
			lost: losing.signal,
			isOurs: async () => released === undefined && !losing.signal.aborted && (await folder.isOurs()),
			release() {
				released ??= release();
				return released;
			},
		};
	}

	/**
	 * Two that find the same silent lock must not both remove it: the second would remove what the first has just made for itself, as
	 * the library does. So who wants to remove it takes another lock first, and looks again.
	 */
	async function removeSilent(lock: Lock): Promise<void> {
		const free = await lock(path, {...optionsAt(`${path}.removing`), onCompromised: () => undefined});
		try {
			if (isSilent(await lstat(path))) await rmdir(path);
		} catch (error) {
			if (codeOf(error) !== 'ENOENT') throw error;
		} finally {
			await free().catch(() => undefined);
		}
	}

	/** The heartbeat goes by the wall clock. One that was set back would keep a lock that was left for as long as it was set back. */
	const isSilent = ({mtimeMs}: Stats) => Math.abs(Date.now() - mtimeMs) > Math.max(silence, leastSilence);

	const optionsAt = (lockfilePath: string) => ({lockfilePath, realpath: false, stale: silence});

	async function acquire(patience: Duration, signal?: AbortSignal): Promise<Outcome<HeldFileLock, LockFailure>> {
		const end = later(clock.now(), patience);
		for (;;) {
			if (signal?.aborted) return failure({kind: 'cancelled'});
			const tried = await tryAcquire();
			if (tried.ok && signal?.aborted) await tried.value.release();
			else if (tried.ok || tried.failure.kind !== 'taken' || until(end, clock.now()) <= 0) return tried;
			else await pause(clock, anyPause(), signal);
		}
	}

	return {tryAcquire, acquire};
}

type Lock = typeof import('proper-lockfile').lock;

/** Paths of the locks that this process holds: here it takes none from itself, however long it was stopped. */
const ours = new Set<string>();

/** The library's own, in ms. */
const leastSilence = 2000;

const inItsPlace = 'something else stands in its place; move it away';

/** Undefined when nothing stands there. */
async function look(path: string): Promise<Stats | undefined> {
	try {
		return await lstat(path);
	} catch (error) {
		if (codeOf(error) === 'ENOENT') return undefined;
		throw error;
	}
}

/** Not the same for all, or the same one would come too late again and again. */
const anyPause = () => milliseconds(10 + 40 * Math.random());
