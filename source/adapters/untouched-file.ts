import {open} from 'node:fs/promises';
import {failure, type Outcome, success} from '../domain/outcome.ts';
import {parseJson} from '../domain/reader.ts';
import type {FileFailure} from '../ports.ts';
import {codeOf, fileFailure} from './file-failure.ts';
import {noFollow, ownerProblem, readFlags} from './private-file.ts';

type ReadOptions = {readonly most: number; readonly links: 'follow' | 'refuse'};

/**
 * The JSON of a file as it is, for who only looks: it is neither closed to others nor set aside. Undefined when there is no file; what
 * is no JSON comes as undefined within.
 */
export async function readUntouched(
	path: string,
	{most, links}: ReadOptions,
): Promise<Outcome<{readonly value: unknown} | undefined, FileFailure>> {
	try {
		const file = await open(path, readFlags | (links === 'refuse' ? noFollow : 0));
		try {
			const stats = await file.stat();
			const problem = stats.isFile() ? ownerProblem(stats) : 'it is no file; move it away';
			if (problem !== undefined) return failure(fileFailure('unreadable', path, problem));
			if (stats.size > most)
				return failure(fileFailure('unreadable', path, `it is larger than ${most / 1024} KiB; move it away`));
			const {buffer, bytesRead} = await file.read(Buffer.alloc(most), 0, most, 0);
			return success({value: parseJson(buffer.toString('utf8', 0, bytesRead))});
		} finally {
			await file.close();
		}
	} catch (error) {
		return codeOf(error) === 'ENOENT' ? success(undefined) : failure(fileFailure('unreadable', path, error));
	}
}
