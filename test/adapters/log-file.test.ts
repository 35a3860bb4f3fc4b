import {spawn} from 'node:child_process';
import {appendFileSync, chmodSync, mkdirSync, renameSync, rmSync, truncateSync, writeFileSync} from 'node:fs';
import {PassThrough} from 'node:stream';
import {gzipSync} from 'node:zlib';
import {expect, onTestFinished, test} from 'vitest';
import {createLogFile} from '../../source/adapters/log-file.ts';
import {instant} from '../../source/domain/time.ts';
import type {Clock, LogPiece} from '../../source/ports.ts';
import {makePipe} from '../support/pipe.ts';
import {createPrivateHome} from '../support/private-home.ts';

/** Pieces are asked for one by one, so that nothing is looked at before the test has come to it. */
const hastyClock: Clock = {
	now: () => instant(0),
	after(_delay, ring) {
		const immediate = setImmediate(ring);
		return () => clearImmediate(immediate);
	},
};

function world() {
	const home = createPrivateHome();
	onTestFinished(() => home.remove());
	const stdin = new PassThrough();
	const stopping = new AbortController();
	const logFile = createLogFile({stdin, clock: hastyClock, stop: stopping.signal});
	return {home, path: home.file('svt-rest-api.log'), stdin, stopping, logFile};
}

/** The text, and what else was said. */
async function all(pieces: AsyncIterable<LogPiece>): Promise<{text: string; said: string[]}> {
	let text = '';
	const said: string[] = [];
	for await (const piece of pieces) {
		if (piece.kind === 'text') text += piece.text;
		else said.push(piece.kind === 'failed' ? piece.failure.text : piece.kind);
	}
	return {text, said};
}

/** What comes until all that is there was read. */
function follow({logFile, path}: ReturnType<typeof world>) {
	const pieces = logFile.read(path, 'follow')[Symbol.asyncIterator]();
	onTestFinished(async () => void (await pieces.return?.()));
	return async () => {
		const told: string[] = [];
		for (;;) {
			const next = await pieces.next();
			if (next.done === true) return [...told, 'end'];
			if (next.value.kind === 'waiting') return told;
			told.push(next.value.kind === 'text' ? next.value.text : next.value.kind);
		}
	};
}

test('a file is read to its end, whatever its bytes are, and so is stdin', async () => {
	const {logFile, path, stdin} = world();
	const bytes = Buffer.alloc(3_000_000, Buffer.from(Array.from({length: 256}, (_, byte) => byte)));
	writeFileSync(path, bytes);
	expect(await all(logFile.read(path, 'once'))).toEqual({text: bytes.toString('latin1'), said: []});
	stdin.end(bytes);
	expect(await all(logFile.read('-', 'once'))).toEqual({text: bytes.toString('latin1'), said: []});
});

test('what is compressed is known by its content: in parts, from a pipe byte by byte, and where it breaks off', async () => {
	const {logFile, path, stdin} = world();
	const packed = Buffer.concat([gzipSync('one\n'.repeat(100_000)), gzipSync('two\n')]);
	const text = `${'one\n'.repeat(100_000)}two\n`;
	writeFileSync(path, packed);
	expect(await all(logFile.read(path, 'once'))).toEqual({text, said: []});
	for (const byte of packed) stdin.write(Buffer.of(byte));
	stdin.end();
	expect(await all(logFile.read('-', 'once'))).toEqual({text, said: []});
	writeFileSync(path, gzipSync('three\n'.repeat(1000)).subarray(0, -10));
	expect((await all(logFile.read(path, 'once'))).said).toEqual([
		`${path} cannot be read: it is compressed, and cut off there`,
	]);
	writeFileSync(path, Buffer.concat([Buffer.of(0x1f, 0x8b), Buffer.from('no gzip at all')]));
	expect((await all(logFile.read(path, 'once'))).said).toEqual([
		`${path} cannot be read: it is compressed, and damaged there`,
	]);
	expect((await all(logFile.read(path, 'follow'))).said).toEqual([
		`${path} cannot be read: a compressed log does not grow`,
	]);
});

test('a file of one byte and an empty one are files', async () => {
	const {logFile, path} = world();
	for (const text of ['', '\n']) {
		writeFileSync(path, text);
		expect(await all(logFile.read(path, 'once'))).toEqual({text, said: []});
	}
});

test('what cannot be read is told in words', async () => {
	const {logFile, path, home} = world();
	const said = async (name: string) => (await all(logFile.read(name, 'once'))).said;
	expect(await said(path)).toEqual([`${path} cannot be read: there is no such file`]);
	expect(await said(home.path)).toEqual([`${home.path} cannot be read: it is a folder`]);
	expect(await said(`${path}\0`)).toEqual([expect.stringContaining('cannot be read')]);
	writeFileSync(path, 'secret');
	chmodSync(path, 0);
	// Who may read everything, such as root, is not refused.
	if (process.getuid?.() !== 0)
		expect(await said(path)).toEqual([`${path} cannot be read: this user may not; see with ls -l who may`]);
});

test('a named pipe is waited for, and does not hold up the end of the program', async () => {
	const {logFile, path, stopping} = world();
	makePipe(path);
	const reading = all(logFile.read(path, 'once'));
	const writer = spawn('sh', ['-c', 'printf "one\\ntwo\\n" > "$0"', path]);
	onTestFinished(() => void writer.kill());
	expect(await reading).toEqual({text: 'one\ntwo\n', said: []});
	const waiting = all(logFile.read(path, 'once'));
	stopping.abort('SIGINT');
	expect(await waiting).toEqual({text: '', said: []});
});

test('a log that grows is followed', async () => {
	const told = world();
	writeFileSync(told.path, 'one\n');
	const next = follow(told);
	expect(await next()).toEqual(['one\n']);
	expect(await next()).toEqual([]);
	appendFileSync(told.path, 'two\nthr');
	expect(await next()).toEqual(['two\nthr']);
	appendFileSync(told.path, 'ee\n');
	expect(await next()).toEqual(['ee\n']);
	told.stopping.abort('SIGINT');
	expect(await next()).toEqual(['end']);
});

test('when another takes its name, the old one is read to its end first', async () => {
	const told = world();
	writeFileSync(told.path, 'one\n');
	const next = follow(told);
	expect(await next()).toEqual(['one\n']);
	appendFileSync(told.path, 'two\n');
	renameSync(told.path, `${told.path}.1`);
	writeFileSync(told.path, 'three\n');
	appendFileSync(`${told.path}.1`, 'late\n');
	expect(await next()).toEqual(['two\nlate\n', 'rotated', 'three\n']);
	told.stopping.abort('SIGINT');
	expect(await next()).toEqual(['end']);
});

test('a log that vanishes is told once, and read to its end; another one is taken up', async () => {
	const told = world();
	writeFileSync(told.path, 'one\n');
	const next = follow(told);
	expect(await next()).toEqual(['one\n']);
	renameSync(told.path, `${told.path}.1`);
	appendFileSync(`${told.path}.1`, 'two\n');
	expect(await next()).toEqual(['gone', 'two\n']);
	expect(await next()).toEqual([]);
	mkdirSync(told.path);
	expect(await next()).toEqual([]);
	rmSync(told.path, {recursive: true});
	writeFileSync(told.path, 'three\n');
	expect(await next()).toEqual(['rotated', 'three\n']);
});

test('a log that is emptied is read from its beginning again', async () => {
	const told = world();
	writeFileSync(told.path, 'one\ntwo\n');
	const next = follow(told);
	expect(await next()).toEqual(['one\ntwo\n']);
	truncateSync(told.path);
	expect(await next()).toEqual(['truncated']);
	appendFileSync(told.path, 'three\n');
	expect(await next()).toEqual(['three\n']);
	writeFileSync(told.path, 'four\n');
	expect(await next()).toEqual(['truncated', 'four\n']);
});

test('a signal ends the reading of what never ends', async () => {
	const {logFile, stopping} = world();
	let count = 0;
	for await (const piece of logFile.read('/dev/zero', 'once')) {
		count += piece.kind === 'text' ? piece.text.length : 0;
		if (count > 4_000_000) stopping.abort('SIGINT');
	}
	expect(count).toBeLessThan(8_000_000);
});
