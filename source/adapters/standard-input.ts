import {createReadStream} from 'node:fs';
import {createInterface} from 'node:readline';
import {addAbortSignal, type Readable} from 'node:stream';
import {failure, type Outcome, success} from '../domain/outcome.ts';
import {decodeText} from '../domain/pasted-encoding.ts';
import {Secret} from '../domain/secret.ts';
import {safeText} from '../domain/server-text.ts';
import {seconds} from '../domain/time.ts';
import type {Clock} from '../ports.ts';
import {codeOf, namedFileFailure} from './file-failure.ts';

type Options = {readonly stdin: Readable; readonly clock: Clock; readonly stop: AbortSignal};

/** Far more than any directory takes. */
const mostPassword = 4096;
/** Whoever is asked by a script for the password may have to look it up, but not for ever. */
const patience = seconds(30);
const longestLine = 4096;
const interrupted = 'interrupted';
const tooLong = `what came on stdin is longer than ${mostPassword} bytes: that is no password`;

/** What comes in on stdin, as far as it is wanted; nothing is read before that. */
export function createStandardInput({stdin, clock, stop}: Options) {
	const start = (path: string | '-', most: number) =>
		path === '-'
			? readStart(addAbortSignal(stop, stdin), 'stdin', most)
			: readStart(createReadStream(path, {signal: stop}), path, most);

	return {
		readPassword: () => readPassword({stdin, clock, stop}),
		async readBytes(path: string | '-', most: number): Promise<{readonly bytes: Buffer} | Problem> {
			const read = await start(path, most);
			if ('problem' in read || !read.isCut) return read;
			const name = path === '-' ? 'stdin' : safeText(path, 200);
			return {problem: `${name} is longer than ${Math.floor(most / 1024)} KiB`};
		},
		async readText(path: string | '-', most: number): Promise<Text | Problem> {
			const read = await start(path, most);
			return 'problem' in read ? read : {text: decodeText(read.bytes), isCut: read.isCut};
		},
		async *lines(): AsyncGenerator<string> {
			const reader = createInterface({input: stdin, crlfDelay: Infinity});
			for await (const line of reader) yield line.slice(0, longestLine);
		},
	};
}

/** The first line: whoever writes it may leave the pipe open. */
function readPassword({stdin, clock, stop}: Options): Promise<Outcome<Secret, string>> {
	return new Promise(resolve => {
		let held = Buffer.alloc(0);
		const end = (outcome: Outcome<Secret, string>) => {
			cancel();
			stdin.off('data', take);
			stdin.off('end', finish);
			stdin.off('error', finish);
			stop.removeEventListener('abort', giveUp);
			stdin.pause();
			held.fill(0);
			resolve(outcome);
		};
		const finish = () => end(passwordIn(held));
		const giveUp = () => end(failure(interrupted));
		const take = (chunk: Buffer | string) => {
			held = Buffer.concat([held, Buffer.from(chunk)]);
			if (held.length > mostPassword) end(failure(tooLong));
			else if (held.includes(0x0a)) finish();
		};
		const cancel = clock.after(patience, () => end(failure('no password came on stdin within 30 seconds')));
		stdin.on('data', take);
		stdin.on('end', finish);
		stdin.on('error', finish);
		stop.addEventListener('abort', giveUp);
		if (stdin.readableEnded) finish();
		else if (stop.aborted) giveUp();
	});
}

function passwordIn(bytes: Uint8Array): Outcome<Secret, string> {
	const text = decoded(bytes);
	if (text === undefined) return failure('what came on stdin is not UTF-8 text');
	const [line = '', ...others] = text.split(/\r?\n/);
	if (others.some(other => other.trim() !== ''))
		return failure('more than one line came on stdin: the password is one line');
	if (line === '') return failure('stdin holds no password');
	if (/\p{Cc}/u.test(line)) return failure('the password on stdin holds control characters; save it as UTF-8 text');
	return success(new Secret(line));
}

function decoded(bytes: Uint8Array): string | undefined {
	try {
		return new TextDecoder('utf-8', {fatal: true}).decode(bytes);
	} catch {
		return undefined;
	}
}

type Problem = {readonly problem: string};
type Text = {readonly text: string; readonly isCut: boolean};

/** So many bytes at most. */
type Start = {readonly bytes: Buffer; readonly isCut: boolean};

async function readStart(source: Readable, name: string, most: number): Promise<Start | Problem> {
	const chunks: Buffer[] = [];
	let length = 0;
	try {
		for await (const chunk of source) {
			const bytes = Buffer.from(chunk);
			length += bytes.length;
			chunks.push(bytes);
			if (length > most) break;
		}
	} catch (error) {
		const code = codeOf(error) ?? '';
		return {
			problem: code === 'ABORT_ERR' ? interrupted : namedFileFailure(name, error).text,
		};
	}
	return {bytes: Buffer.concat(chunks).subarray(0, most), isCut: length > most};
}
