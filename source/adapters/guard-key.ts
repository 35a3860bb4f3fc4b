import {randomBytes} from 'node:crypto';
import {join} from 'node:path';
import {failure, type Outcome, success} from '../domain/outcome.ts';
import type {Clock, FileFailure} from '../ports.ts';
import {fileFailure} from './file-failure.ts';
import {makePrivateFile, readPrivateFile} from './private-file.ts';
import {setAside} from './set-aside.ts';

/**
 * The key of this machine's marks: 32 random bytes in hex in a file of their own, so that nobody who finds a guard alone can try
 * passwords on it. Made once. A damaged one is set aside for a new one: the marks of the old one then count as any password's, which
 * holds programs back until a person types one that works, and sets nothing free.
 */
export async function readGuardKey(folder: string, clock: Clock): Promise<Outcome<Buffer, FileFailure>> {
	const path = join(folder, 'guard-key');
	for (let round = 0; round < mostRounds; round += 1) {
		const content = await readPrivateFile(path, {most: mostKey, links: 'refuse'});
		if (!content.ok && content.failure.kind !== 'damaged') return content;
		const key = content.ok ? content.value : '';
		if (key !== undefined && keyForm.test(key)) return success(Buffer.from(key.trimEnd(), 'hex'));
		if (key !== undefined) {
			const aside = await setAside(fileFailure('damaged', path, 'it holds no key'), clock);
			if (!aside.ok) return aside;
		}
		// Read again afterwards: another process may have been first.
		const made = await makePrivateFile(path, `${randomBytes(32).toString('hex')}\n`);
		if (!made.ok) return made;
	}
	return failure(fileFailure('unreadable', path, 'other programs change it all the time; try again'));
}

/** In bytes; a key is 65. */
const mostKey = 4096;
const keyForm = /^[0-9a-f]{64}\n$/;
const mostRounds = 4;
