import {createHash} from 'node:crypto';
import {join} from 'node:path';
import {type Duration, seconds} from '../domain/time.ts';
import type {Clock, Locks, Right} from '../ports.ts';
import {createFileLock} from './file-lock.ts';
import {makeInnerFolder} from './private-folder.ts';

type Options = {
	/** The state folder: locks lie in `locks` in it. */
	readonly folder: string;
	readonly clock: Clock;
	/** After so long without a heartbeat a lock is free again; two seconds at least. */
	readonly silence?: Duration;
};

/** A lock a right, see `file-lock`. Its name is a hash: who may use which appliance is nobody's business. */
export function createLocks({folder, clock, silence = seconds(10)}: Options): Locks {
	const locks = join(folder, 'locks');
	const lockOf = (right: Right) => createFileLock({path: join(locks, nameOf(right)), clock, silence});

	const makeFolders = () => makeInnerFolder(folder, locks);

	return {
		async tryAcquire(right) {
			const made = await makeFolders();
			return made.ok ? lockOf(right).tryAcquire() : made;
		},
		async acquire(right, patience, signal) {
			const made = await makeFolders();
			return made.ok ? lockOf(right).acquire(patience, signal) : made;
		},
	};
}

const nameOf = ({to, username, origin, profile}: Right) =>
	createHash('sha256')
		.update(JSON.stringify(profile === undefined ? [to, username, origin] : [to, username, origin, profile]))
		.digest('hex');
