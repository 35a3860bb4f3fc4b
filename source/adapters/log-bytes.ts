import type {FileHandle} from 'node:fs/promises';
import {pipeline, Readable} from 'node:stream';
import {createGunzip} from 'node:zlib';

/** In bytes. As a text it is still small enough for the part of the heap that is cheap to clear. */
const pieceSize = 64 * 1024;
/** In bytes. Going to the disk costs less than reading in a piece's size would. */
const readSize = 16 * pieceSize;

/** The file from `position` to its present end; the next bytes are read while these are looked at, and overwrite those before them. */
export async function* bytesFrom(handle: FileHandle, position: number, stop: AbortSignal): AsyncGenerator<Buffer> {
	let [buffer, other] = [Buffer.allocUnsafe(readSize), Buffer.allocUnsafe(readSize)];
	let at = position;
	let reading = handle.read(buffer, 0, readSize, at);
	try {
		for (;;) {
			const {bytesRead} = await reading;
			if (bytesRead === 0 || stop.aborted) return;
			at += bytesRead;
			const full = buffer;
			[buffer, other] = [other, buffer];
			reading = handle.read(buffer, 0, readSize, at);
			for (let start = 0; start < bytesRead; start += pieceSize)
				yield full.subarray(start, Math.min(bytesRead, start + pieceSize));
		}
	} finally {
		// Whoever looks no further may close the file.
		await reading.catch(() => undefined);
	}
}

/** What `bytes` hold, decompressed should they begin as gzip's do (RFC 1952), whatever they are called. */
export async function* unpacked(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
	const source = bytes[Symbol.asyncIterator]();
	let start = Buffer.alloc(0);
	while (start.length < 2) {
		const next = await source.next();
		if (next.done === true) break;
		start = Buffer.concat([start, next.value]);
	}
	const all = startingWith(start, source);
	if (start[0] !== 0x1f || start[1] !== 0x8b) return yield* all;
	const gunzip = createGunzip({chunkSize: pieceSize});
	// What goes wrong is thrown by the loop below, too.
	pipeline(Readable.from(copies(all)), gunzip, () => undefined);
	for await (const chunk of gunzip) yield chunk;
}

async function* startingWith(start: Buffer, source: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
	if (start.length > 0) yield start;
	for (let next = await source.next(); next.done !== true; next = await source.next()) yield next.value;
}

async function* copies(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
	for await (const chunk of bytes) yield Buffer.from(chunk);
}
