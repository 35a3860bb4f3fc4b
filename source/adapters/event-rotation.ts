import {rename, stat} from 'node:fs/promises';
import {failure, type Outcome, success} from '../domain/outcome.ts';
import {seconds} from '../domain/time.ts';
import type {Clock, FileFailure} from '../ports.ts';
import {codeOf, fileFailure} from './file-failure.ts';
import {createFileLock} from './file-lock.ts';

type RotationOptions = {
	readonly path: string;
	readonly older: string;
	readonly most: number;
	readonly clock: Clock;
};

/**
 * Sets a file that has become too large aside, in the place of the one before. Two that do so at once would set aside the new file
 * as well, and what lay there would be lost: so who has the lock looks again, and who has not leaves it to the other.
 */
export function createRotation({path, older, most, clock}: RotationOptions) {
	const lock = createFileLock({path: `${path}.lock`, clock, silence: seconds(10)});

	return async (): Promise<Outcome<void, FileFailure>> => {
		const taken = await lock.tryAcquire();
		if (!taken.ok) return 'path' in taken.failure ? failure(taken.failure) : success(undefined);
		try {
			const {size} = await stat(path);
			if (size >= most && (await taken.value.isOurs())) await rename(path, older);
			return success(undefined);
		} catch (error) {
			// Another has set it aside.
			if (codeOf(error) === 'ENOENT') return success(undefined);
			return failure(fileFailure('unwritable', older, error));
		} finally {
			await taken.value.release();
		}
	};
}
