import type {IncomingMessage} from 'node:http';
import {decodeUrlencoded} from './token-form.ts';

export type Target = {readonly path: string; readonly query: URLSearchParams};

/** Path and query of a request target, in origin form or, as some clients send it, in absolute form (RFC 9112 section 3.2). */
export function readTarget(target: string): Target {
	const origin = /^https?:\/\/[^/?#]*/i.exec(target)?.[0] ?? '';
	const [path = '', ...query] = target.slice(origin.length).split('?');
	return {path: path === '' ? '/' : path, query: decodeUrlencoded(query.join('?'))};
}

/** The whole body; `too-large` as soon as it exceeds `most` bytes, `cut-off` when the client went away first. */
export function readBody(
	incoming: IncomingMessage,
	most: number,
	received: (chunk: Buffer) => void,
): Promise<Buffer | 'too-large' | 'cut-off'> {
	return new Promise(resolve => {
		const chunks: Buffer[] = [];
		let size = 0;
		incoming.on('data', (chunk: Buffer) => {
			received(chunk);
			size += chunk.length;
			if (size > most) {
				incoming.removeAllListeners('data');
				incoming.pause();
				resolve('too-large');
			} else {
				chunks.push(chunk);
			}
		});
		incoming.on('end', () => resolve(Buffer.concat(chunks)));
		incoming.on('close', () => resolve('cut-off'));
		incoming.on('error', () => resolve('cut-off'));
	});
}
