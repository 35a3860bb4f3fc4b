import {chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {open} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {Asker, Unasked} from '../../source/adapters/hidden-prompt.ts';
import {createPassphrase} from '../../source/adapters/passphrase.ts';
import {failure, success} from '../../source/domain/outcome.ts';
import {Secret} from '../../source/domain/secret.ts';
import {seconds} from '../../source/domain/time.ts';
import {createFakeClock} from '../support/fake-clock.ts';
import {makePipe} from '../support/pipe.ts';

let folder = '';
let path = '';
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'svt-tui-passphrase-'));
	path = join(folder, 'passphrase');
});
afterEach(() => rmSync(folder, {recursive: true, force: true}));

const vault = '/state/secrets.json';

type Given = {
	readonly file?: string;
	/** What a person types; nobody is there unless told. */
	readonly typed?: ReadonlyArray<string | Unasked>;
	readonly isUnattended?: boolean;
	readonly clock?: ReturnType<typeof createFakeClock>;
};

/** A source of passphrases, and what it has asked. */
function source({file, typed, isUnattended = false, clock = createFakeClock()}: Given) {
	const asked: string[] = [];
	const answers = [...(typed ?? [])];
	const terminal: Asker = {
		async ask(question) {
			asked.push(question);
			const answer = answers.shift() ?? 'given-up';
			return answer === 'given-up' || answer === 'not-ours' ? failure(answer) : success(new Secret(answer));
		},
		close: () => void asked.push('closed'),
	};
	const ask = createPassphrase({
		clock,
		environment: file === undefined ? {} : {SVT_PASSPHRASE_FILE: file},
		isUnattended,
		stop: new AbortController().signal,
		openTerminal: () => (typed === undefined ? undefined : terminal),
	});
	return {ask, asked};
}

/** The passphrase itself, or what is said instead. */
async function given(options: Given, which: 'known' | 'new' = 'known') {
	const outcome = await source(options).ask(vault, which);
	return outcome.ok ? outcome.value.reveal() : `${outcome.failure.kind}: ${outcome.failure.text}`;
}

function fileWith(content: string | Uint8Array, mode = 0o600): Given {
	writeFileSync(path, content);
	chmodSync(path, mode);
	return {file: path};
}

const nobody = `no-passphrase: there is nobody to ask for the passphrase of ${vault}: name a file that holds it in SVT_PASSPHRASE_FILE`;

describe('typed by a person', () => {
	test('a known one is asked for once, a new one twice', async () => {
		const known = source({typed: ['correct horse battery']});
		expect(await known.ask(vault, 'known')).toMatchObject({ok: true});
		expect(known.asked).toEqual([`Passphrase of ${vault}: `, 'closed']);
		const fresh = source({typed: ['correct horse battery', 'correct horse battery']});
		expect(await fresh.ask(vault, 'new')).toMatchObject({ok: true});
		expect(fresh.asked).toEqual([`New passphrase, which will encrypt ${vault}: `, 'The same again: ', 'closed']);
	});

	test.each([[['']], [['given-up']], [['not-ours']]] as const)('%j is none', async typed => {
		const words = {
			'': 'no-passphrase: no passphrase was typed: try again',
			'given-up': 'cancelled: no passphrase was given',
			'not-ours': nobody,
		}[typed[0]];
		expect(await given({typed})).toBe(words);
	});

	test('a new one is long enough, and typed the same twice', async () => {
		expect(await given({typed: ['1234567']}, 'new')).toBe(
			'no-passphrase: a passphrase of fewer than 8 characters is soon guessed: take a longer one',
		);
		expect(await given({typed: ['12345678', '12345687']}, 'new')).toBe(
			'no-passphrase: these are two different passphrases, and nothing was written: try again',
		);
	});

	test('nobody is asked who is not there, or not to be', async () => {
		expect([await given({}), await given({typed: ['correct horse'], isUnattended: true})]).toEqual([nobody, nobody]);
		const {ask, asked} = source({typed: ['correct horse']});
		expect(await ask(vault, 'known', undefined, 'nobody')).toMatchObject({ok: false, failure: {kind: 'no-passphrase'}});
		expect(asked).toEqual([]);
	});
});

describe('in a file', () => {
	test.each([
		['correct horse battery'],
		['correct horse battery\n'],
		['correct horse battery\r\n\n'],
		['  blanks belong to it  '],
		['Schlüssel密码🔑'],
		['x'.repeat(4095)],
	])('%j, and nobody is asked', async content => {
		const {ask, asked} = source({...fileWith(content), typed: ['typed']});
		const outcome = await ask(vault, 'known');
		expect(outcome.ok && outcome.value.reveal()).toBe(content.replace(/[\r\n]+$/, ''));
		expect(asked).toEqual([]);
	});

	test.each<[string | Uint8Array, string]>([
		['', 'it is empty'],
		['\n', 'it is empty'],
		['\nsecond', 'it holds more than one line'],
		['first\nsecond\n', 'it holds more than one line'],
		['tab\tin it', 'it holds control characters'],
		['\0', 'it holds control characters'],
		[Buffer.from([0xff, 0xfe, 0x41]), 'it is not UTF-8 text'],
		['x'.repeat(4097), 'it is longer than 4096 bytes'],
		['x'.repeat(10_000_000), 'it is longer than 4096 bytes'],
	])('%# is none, and nobody is asked instead', async (content, problem) => {
		const said = await given({...fileWith(content), typed: ['typed']});
		expect(said).toBe(`no-passphrase: ${path}, which SVT_PASSPHRASE_FILE names, gives no passphrase: ${problem}`);
	});

	test.each([0o640, 0o604, 0o660, 0o602, 0o610])('of mode %o is one that others know', async mode => {
		const said = await given(fileWith('correct horse battery', mode));
		expect(said).toContain('gives no passphrase: others can read it: chmod 600');
	});

	test.each([0o600, 0o400, 0o700])('of mode %o is this user’s alone', async mode => {
		expect(await given(fileWith('correct horse battery', mode))).toBe('correct horse battery');
	});

	test('that is not there, or no file, is named', async () => {
		expect(await given({file: path})).toContain('gives no passphrase: there is no such file');
		mkdirSync(path);
		expect(await given({file: path})).toContain('gives no passphrase: it is neither a file nor a pipe');
		expect(await given({file: '/dev/null'})).toContain('gives no passphrase: it is neither a file nor a pipe');
	});

	test('is looked at where a link leads', async () => {
		fileWith('correct horse battery');
		const link = join(folder, 'link');
		symlinkSync(path, link);
		expect(await given({file: link})).toBe('correct horse battery');
		chmodSync(path, 0o644);
		expect(await given({file: link})).toContain('others can read it');
	});

	test.skipIf(process.geteuid?.() !== 0)('of another user’s is theirs', async () => {
		fileWith('correct horse battery');
		chownSync(path, 65_534, 65_534);
		expect(await given({file: path})).toContain('gives no passphrase: it belongs to another user (number 65534)');
	});

	test('is long enough for a new one', async () => {
		expect(await given(fileWith('short'), 'new')).toContain('is soon guessed');
		expect(await given(fileWith('long enough'), 'new')).toBe('long enough');
	});
});

describe.skipIf(process.platform === 'win32')('in a pipe', () => {
	test('is waited for, but not for ever', async () => {
		makePipe(path);
		// Without somebody at its other end, it would be read as empty.
		const writer = await open(path, 'r+');
		try {
			const clock = createFakeClock();
			const slow = given({file: path, clock});
			await writer.write('correct horse ');
			expect(await clock.advanceUntil(slow)).toContain('gives no passphrase: no line came in ten seconds');
			expect(clock.now() - createFakeClock().now()).toBe(seconds(10));
		} finally {
			await writer.close();
		}
	});

	test('that is left open ends with its line', async () => {
		makePipe(path);
		const writer = await open(path, 'r+');
		try {
			const slow = given({file: path});
			await writer.write('correct horse battery\n');
			expect(await slow).toBe('correct horse battery');
		} finally {
			await writer.close();
		}
	});

	test('that nobody writes to is empty', async () => {
		makePipe(path);
		expect(await given({file: path})).toContain('gives no passphrase: it is empty');
	});
});
