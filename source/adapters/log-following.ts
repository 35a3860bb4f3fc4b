import {constants, type Stats} from 'node:fs';
import {type FileHandle, open, stat} from 'node:fs/promises';
import {milliseconds} from '../domain/time.ts';
import type {Clock, LogPiece} from '../ports.ts';
import {bytesFrom} from './log-bytes.ts';
import {pause} from './pause.ts';

type Followed = {
	readonly path: string;
	readonly handle: FileHandle;
	readonly clock: Clock;
	readonly stop: AbortSignal;
};

/** Asking works on any file system and over any network; watching does not. */
const interval = milliseconds(500);

/** The file as it is and as it grows. When another takes its name, it is read to its end first. Closes the handle. */
export async function* followed({path, handle, clock, stop}: Followed): AsyncGenerator<LogPiece> {
	let current = handle;
	let position = 0;
	let isGone = false;

	async function* news(): AsyncGenerator<LogPiece> {
		for await (const chunk of bytesFrom(current, position, stop)) {
			position += chunk.length;
			yield {kind: 'text', text: chunk.toString('latin1')};
		}
	}

	try {
		yield* news();
		yield {kind: 'waiting'};
		for (;;) {
			await pause(clock, interval, stop);
			if (stop.aborted) return;
			const [own, named] = [await current.stat(), await statOf(path)];
			let isAnew = false;
			if (named === undefined) {
				if (!isGone) yield {kind: 'gone'};
				isGone = true;
			} else if (named.ino !== own.ino || named.dev !== own.dev) {
				const next = await openIfThere(path);
				if (next === undefined) continue;
				yield* news();
				await current.close();
				current = next;
				position = 0;
				isGone = false;
				isAnew = true;
				yield {kind: 'rotated'};
			} else if (own.size < position) {
				position = 0;
				isAnew = true;
				yield {kind: 'truncated'};
			} else isGone = false;
			if (isAnew || own.size > position) yield* news();
			yield {kind: 'waiting'};
		}
	} finally {
		await current.close();
	}
}

async function statOf(path: string): Promise<Stats | undefined> {
	try {
		const found = await stat(path);
		return found.isFile() ? found : undefined;
	} catch {
		return undefined;
	}
}

/** Undefined while it vanishes again, or may not be read yet. */
async function openIfThere(path: string): Promise<FileHandle | undefined> {
	try {
		return await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
	} catch {
		return undefined;
	}
}
