import {constants, openSync} from 'node:fs';
import {type FileHandle, lstat, open, stat} from 'node:fs/promises';
import {Socket} from 'node:net';
import {addAbortSignal, type Readable} from 'node:stream';
import {milliseconds} from '../domain/time.ts';
import type {Clock, LogFile, LogPiece} from '../ports.ts';
import {codeOf, fileFailure, namedFileFailure} from './file-failure.ts';
import {bytesFrom, unpacked} from './log-bytes.ts';
import {followed} from './log-following.ts';
import {pause} from './pause.ts';

type Options = {readonly stdin: Readable; readonly clock: Clock; readonly stop: AbortSignal};

/** Reads somebody else's log piece by piece; what it holds of it is a piece. */
export function createLogFile({stdin, clock, stop}: Options): LogFile {
	async function* read(path: string, how: 'once' | 'follow'): AsyncGenerator<LogPiece> {
		if (path === '-') return yield* texts(chunksOf(addAbortSignal(stop, stdin)));
		if ((await stat(path)).isFIFO()) return yield* texts(readPipe(path));
		const handle = await open(path, constants.O_RDONLY | (constants.O_NOCTTY ?? 0));
		if (how === 'follow') {
			if (await isPacked(handle)) {
				await handle.close();
				yield {kind: 'failed', failure: fileFailure('unreadable', path, 'a compressed log does not grow')};
			} else yield* followed({path, handle, clock, stop});
			return;
		}
		try {
			yield* texts(bytesFrom(handle, 0, stop));
		} finally {
			await handle.close();
		}
	}

	/** A named pipe that nobody writes to yet is waited for; waiting for it in `open` could not be interrupted. */
	async function* readPipe(path: string): AsyncGenerator<Buffer> {
		const isNamed = (await lstat(path)).isFIFO();
		for (let isEmpty = true; isEmpty && !stop.aborted; ) {
			const fd = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
			const socket = new Socket({fd, readable: true, writable: false});
			for await (const chunk of chunksOf(addAbortSignal(stop, socket))) {
				isEmpty = false;
				yield chunk;
			}
			if (!isNamed) return;
			if (isEmpty) await pause(clock, milliseconds(200), stop);
		}
	}

	return {
		async *read(path, how) {
			try {
				yield* read(path, how);
			} catch (error) {
				if (codeOf(error) === 'ABORT_ERR') return;
				yield {kind: 'failed', failure: namedFileFailure(path === '-' ? 'stdin' : path, error)};
			}
		},
	};
}

async function* texts(bytes: AsyncIterable<Buffer>): AsyncGenerator<LogPiece> {
	for await (const chunk of unpacked(bytes)) yield {kind: 'text', text: chunk.toString('latin1')};
}

async function* chunksOf(stream: Readable): AsyncGenerator<Buffer> {
	for await (const chunk of stream) yield Buffer.from(chunk);
}

async function isPacked(handle: FileHandle): Promise<boolean> {
	const {buffer, bytesRead} = await handle.read(Buffer.alloc(2), 0, 2, 0);
	return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
}
