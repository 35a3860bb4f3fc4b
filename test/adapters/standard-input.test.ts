import {execFileSync, spawn} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import {PassThrough} from 'node:stream';
import {expect, onTestFinished, test} from 'vitest';
import {createStandardInput} from '../../source/adapters/standard-input.ts';
import {seconds} from '../../source/domain/time.ts';
import {createFakeClock} from '../support/fake-clock.ts';
import {createPrivateHome} from '../support/private-home.ts';

function world() {
	const stdin = new PassThrough();
	const clock = createFakeClock();
	const stop = new AbortController();
	return {stdin, clock, stop, input: createStandardInput({stdin, clock, stop: stop.signal})};
}

async function passwordOf(text: string | Uint8Array) {
	const {stdin, input} = world();
	stdin.end(text);
	const read = await input.readPassword();
	return read.ok ? read.value.reveal() : read.failure;
}

test.each([
	['plain', 'plain'],
	['a line\n', 'a line'],
	['of Windows\r\n', 'of Windows'],
	['and nothing more\n\n \n', 'and nothing more'],
	[' spaces stay ', ' spaces stay '],
	['pässwörd 🔑\n', 'pässwörd 🔑'],
	['\ufeffwith a byte order mark', 'with a byte order mark'],
])('%j on stdin is a password', async (text, password) => {
	expect(await passwordOf(text)).toBe(password);
});

test('a password that comes in pieces is read until its line ends', async () => {
	const {stdin, input} = world();
	const reading = input.readPassword();
	for (const byte of Buffer.from('schlüssel')) stdin.write(Buffer.of(byte));
	stdin.write('\n');
	const read = await reading;
	expect(read.ok && read.value.reveal()).toBe('schlüssel');
});

test('a password that does not come is not waited for for ever', async () => {
	const {clock, input} = world();
	const reading = input.readPassword();
	clock.advance(seconds(30));
	expect(await reading).toEqual({ok: false, failure: 'no password came on stdin within 30 seconds'});
	expect(clock.alarms()).toBe(0);
});

test('a signal ends the waiting', async () => {
	const {clock, stop, input} = world();
	const reading = input.readPassword();
	stop.abort('SIGINT');
	expect(await reading).toEqual({ok: false, failure: 'interrupted'});
	expect(clock.alarms()).toBe(0);
	const text = world();
	const all = text.input.readText('-', 10);
	text.stop.abort('SIGINT');
	expect(await all).toEqual({problem: 'interrupted'});
});

test('text comes from stdin or from a file, so much and no more', async () => {
	const home = createPrivateHome();
	onTestFinished(() => home.remove());
	const {stdin, input} = world();
	stdin.end('from stdin');
	expect(await input.readText('-', 100)).toEqual({text: 'from stdin', isCut: false});
	const path = home.file('answer.json');
	writeFileSync(path, 'x'.repeat(2048));
	expect(await input.readText(path, 2048)).toEqual({text: 'x'.repeat(2048), isCut: false});
	expect(await input.readText(path, 1024)).toEqual({text: 'x'.repeat(1024), isCut: true});
	expect(await input.readBytes(path, 2048)).toMatchObject({bytes: Buffer.from('x'.repeat(2048))});
	expect(await input.readBytes(path, 1024)).toEqual({problem: `${path} is longer than 1 KiB`});
	expect(await input.readText(home.path, 100)).toEqual({
		problem: `${home.path} cannot be read: it is a folder`,
	});
	const pipe = home.file('pipe');
	execFileSync('mkfifo', [pipe]);
	spawn('sh', ['-c', 'printf "through a pipe" > "$0"', pipe]);
	expect(await input.readText(pipe, 100)).toEqual({text: 'through a pipe', isCut: false});
});

test('lines come as they come, each cut where it is too long', async () => {
	const {stdin, input} = world();
	stdin.end(`first\r\nsecond\n${'x'.repeat(5000)}\nlast`);
	const lines: string[] = [];
	for await (const line of input.lines()) lines.push(line);
	expect(lines).toEqual(['first', 'second', 'x'.repeat(4096), 'last']);
});
