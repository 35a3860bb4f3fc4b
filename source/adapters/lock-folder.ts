import {mkdir, rmdir, rmdirSync, type Stats, stat, statSync, utimes} from 'node:fs';

type Done = (error: Error | null) => void;

/**
 * The file system as proper-lockfile sees it for one lock, which is a folder whose time of change is its heartbeat. The library removes
 * the folder when it releases the lock, when the process ends and when the lock was silent, without a look at whose it is by then.
 * Through these eyes it removes nothing but its own.
 */
export function createLockFolder(path: string) {
	/** What the folder's time may be, in ms: what was set last, and what is being set. */
	let beats: readonly number[] = [];
	const isOurs = ({mtimeMs}: Stats) => beats.some(beat => Math.abs(mtimeMs - beat) < coarseness);

	return {
		/** Whether the folder is there and nobody else made it. */
		isOurs: () =>
			new Promise<boolean>(resolve => stat(path, (error, stats) => resolve(error === null && isOurs(stats)))),
		fileSystem: {
			mkdir,
			stat,
			utimes(at: string, accessed: Date, changed: Date, done: Done) {
				beats = [...beats, changed.getTime()];
				utimes(at, accessed, changed, error => {
					if (error === null) beats = [changed.getTime()];
					done(error);
				});
			},
			rmdir(at: string, done: Done) {
				stat(at, (error, stats) => {
					if (error !== null || !isOurs(stats)) done(error);
					else rmdir(at, done);
				});
			},
			rmdirSync(at: string) {
				if (isOurs(statSync(at))) rmdirSync(at);
			},
		},
	};
}

/** Milliseconds. Some disks keep whole seconds; a lock that another took is further away: ours was silent for two seconds before. */
const coarseness = 1500;
