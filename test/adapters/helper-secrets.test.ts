import {chmodSync, chownSync, existsSync, readFileSync} from 'node:fs';
import {setTimeout as pause} from 'node:timers/promises';
import {afterEach, beforeEach, describe, expect, onTestFinished, test} from 'vitest';
import {findHelperProgram} from '../../source/adapters/helper-program.ts';
import {createHelperSecrets} from '../../source/adapters/helper-secrets.ts';
import {createSystemClock} from '../../source/adapters/system-clock.ts';
import {Secret} from '../../source/domain/secret.ts';
import type {Helper} from '../../source/domain/settings.ts';
import {seconds} from '../../source/domain/time.ts';
import type {Clock} from '../../source/ports.ts';
import {createFakeClock} from '../support/fake-clock.ts';
import {createHelperFolder} from '../support/helper-script.ts';
import {secretStoreContract} from '../support/secret-store-contract.ts';

const name = {holds: 'password', username: 'VSPHERE\\ada "x"', origin: 'https://dc1.example'} as const;
const done = {ok: true, value: undefined};
const failed = (kind: string, text: string) => ({ok: false, failure: {kind, text}});

let place = createHelperFolder();
beforeEach(() => {
	place = createHelperFolder();
});
afterEach(() => place.remove());

type Environment = Readonly<Record<string, string | undefined>>;

const store = (
	helper: Helper | undefined,
	environment: Environment = process.env,
	clock: Clock = createSystemClock(),
) => createHelperSecrets({clock, environment, helper: async () => helper});

/** What comes of a read by a helper that does this. */
const readBy = (body: string) => store([place.script(body)]).read(name);

describe.skipIf(process.platform === 'win32')('a helper', () => {
	secretStoreContract(() => store([place.keeping()]));

	test('is asked in one line of JSON, and gets a secret on stdin alone', async () => {
		const kept = store([place.keeping(), 'an argument']);
		expect(await kept.write(name, new Secret('correct "horse"\n'))).toEqual(done);
		expect(await kept.read(name)).toMatchObject({ok: true});
		expect(await kept.remove({...name, holds: 'token'})).toEqual(done);
		const about =
			'"service":"svt-tui","account":"password:VSPHERE\\\\ada \\"x\\"@https://dc1.example","kind":"password"';
		const whose = '"username":"VSPHERE\\\\ada \\"x\\"","origin":"https://dc1.example"';
		expect(place.asked()).toEqual([
			`{"action":"set",${about},${whose},"secret":"correct \\"horse\\"\\n"}`,
			`{"action":"get",${about},${whose}}`,
			`{"action":"delete",${about.replaceAll('password', 'token')},${whose}}`,
		]);
	});

	test('is called with its arguments as they are: no shell takes them apart', async () => {
		const args = ['$(touch canary)', '; echo', 'two words', '*', ''];
		const program = place.script(`for word; do printf '<%s>' "$word" >> '${place.file('words')}'; done; echo '{}'`);
		expect(await store([program, ...args]).read(name)).toEqual(done);
		expect(readFileSync(place.file('words'), 'utf8')).toBe(args.map(word => `<${word}>`).join(''));
	});

	test('gets the environment, but nothing of ours and nothing that Node listens to', async () => {
		const program = place.script(`env > '${place.file('environment')}'; echo '{}'`);
		const environment = {
			...process.env,
			PASSWORD_STORE_DIR: '/store',
			SVT_TOKEN: 'canary',
			SVT_PASSPHRASE_FILE: '/canary',
			NODE_OPTIONS: '--title=canary',
		};
		expect(await store([program], environment).read(name)).toEqual(done);
		const seen = readFileSync(place.file('environment'), 'utf8');
		expect(seen).toContain('PASSWORD_STORE_DIR=/store\n');
		expect(seen).not.toContain('canary');
	});

	test.each([
		['exit 3', 'the helper svt-fake failed with exit code 3: try again'],
		[
			'echo first >&2; echo "gpg: decryption failed: No secret key" >&2; exit 2',
			'the helper svt-fake failed with exit code 2, and says "gpg: decryption failed: No secret key": try again',
		],
		[
			`printf '\\033[31mred\\033]0;title\\007 \\342\\200\\256' >&2; exit 1`,
			'the helper svt-fake failed with exit code 1, and says "\\u{1b}[31mred\\u{1b}]0;title\\u{7} \\u{202e}": try again',
		],
		['kill -9 $$', 'the helper svt-fake was killed: try again'],
	])('that fails says so: %s', async (body, text) => {
		expect(await readBy(body)).toEqual(failed('refused', text));
	});

	test('that repeats the secret on stderr is not quoted', async () => {
		const program = place.script('cat >&2; exit 1');
		for (const secret of ['canary-secret', 'pw1', 'canary "quoted"', 'c'.repeat(1200)])
			expect(await store([program]).write(name, new Secret(secret))).toEqual(
				failed('refused', 'the helper svt-fake failed with exit code 1: try again'),
			);
		const cut = place.script('head -c 4000 /dev/zero | tr "\\0" . >&2; cat >&2; exit 1');
		expect(await store([cut]).write(name, new Secret('canary-secret'))).toEqual(
			failed('refused', 'the helper svt-fake failed with exit code 1: try again'),
		);
	});

	test.each(['', 'no json', '[]', '"text"', '{"secret":null}', '{"secret":1}', '{"secret":""}', '{"secret":"cut o'])(
		'that answers %j has not answered',
		async said => {
			const text = 'the helper answered with no JSON object such as {"secret":"…"} or {}: see docs/storage.md';
			expect(await readBy(`printf '%s' '${said}'`)).toEqual(failed('refused', text));
		},
	);

	test('that writes without an end is stopped at 64 KiB', async () => {
		expect(await readBy('while :; do echo "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"; done')).toEqual(
			failed('refused', 'the helper wrote more than 64 KiB: that is no secret'),
		);
	});

	test('that talks without an end does not fill the memory', async () => {
		const said = await readBy(`head -c 20000000 /dev/zero | tr '\\0' x >&2; echo '{}'`);
		expect(said).toEqual(done);
	});

	test('that does not read its input is as good', async () => {
		const program = place.script(`exec 0<&-; echo '{"secret":"x"}'`);
		const read = await store([program]).read(name);
		expect(read.ok && read.value?.reveal()).toBe('x');
	});

	test('that leaves something running which holds its stdout is not waited for', async () => {
		const program = place.script(`sleep 20 & echo $! > '${place.file('pid')}'; echo '{"secret":"x"}'`);
		const read = await store([program]).read(name);
		expect(read.ok && read.value?.reveal()).toBe('x');
		process.kill(Number(readFileSync(place.file('pid'), 'utf8')), 'SIGKILL');
	});

	/** Starts a child of its own and hangs; tells both numbers. */
	const hanging = () =>
		`sleep 60 & echo "$$ $!" > '${place.file('new')}'; mv '${place.file('new')}' '${place.file('pids')}'; wait`;

	async function pids(): Promise<readonly number[]> {
		for (let round = 0; !existsSync(place.file('pids')); round += 1) {
			if (round === 500) throw new Error('it was not started');
			await pause(20);
		}
		return readFileSync(place.file('pids'), 'utf8').trim().split(' ').map(Number);
	}

	async function areGone(numbers: readonly number[]): Promise<boolean> {
		for (let round = 0; round < 500; round += 1) {
			if (!numbers.some(isAlive)) return true;
			await pause(20);
		}
		return false;
	}

	test('that hangs is killed after 30 seconds, with what it started, and the next call is made anew', async () => {
		const clock = createFakeClock();
		const program = place.script(hanging());
		const slow = store([program], process.env, clock);
		const read = slow.read(name);
		const numbers = await pids();
		expect(numbers.map(isAlive)).toEqual([true, true]);
		clock.advance(seconds(30));
		const text = 'the helper did not end in 30 seconds, and was killed: look whether it waits for somebody';
		expect(await read).toEqual(failed('unresponsive', text));
		expect(await areGone(numbers)).toBe(true);
		place.script(`echo '{}'`);
		expect(await slow.read(name)).toEqual(done);
		expect(clock.alarms()).toBe(0);
	});

	test.each(['Esc', 'the end of the program'])('that hangs is killed at once by %s', async how => {
		const slow = store([place.script(hanging())]);
		onTestFinished(() => slow.close());
		const controller = new AbortController();
		const read = slow.read(name, controller.signal);
		const numbers = await pids();
		if (how === 'Esc') controller.abort();
		else slow.close();
		expect(await read).toEqual(failed('cancelled', 'the helper was not waited for: try again'));
		expect(await areGone(numbers)).toBe(true);
	});

	test('that is not set, not there, or not to be trusted any more gets nothing', async () => {
		const tried = async (helper: Helper | undefined) => {
			const outcomes = [await store(helper).check(), await store(helper).write(name, new Secret('x'))];
			expect(outcomes[0]).toEqual(outcomes[1]);
			return outcomes[0];
		};
		expect(await tried(undefined)).toEqual(
			failed('no-service', 'no helper is set: name its program with svt-tui login --helper PROGRAM'),
		);
		expect(await tried(['/nowhere/svt-pass'])).toEqual(
			failed('not-loadable', 'the helper /nowhere/svt-pass is not there, or cannot be looked at'),
		);
		const program = place.keeping();
		chmodSync(program, 0o777);
		expect(await tried([program])).toEqual(
			failed('not-loadable', `the helper ${program} can be changed by everybody: chmod o-w`),
		);
		chmodSync(program, 0o644);
		expect(await tried([program])).toEqual(
			failed('not-loadable', `the helper ${program} cannot be executed: chmod u+x`),
		);
		chmodSync(program, 0o755);
		expect(await store([place.script('#!/no/such/shell\n')]).read(name)).toEqual(
			failed('not-loadable', `the helper ${program} does not start (ENOENT)`),
		);
		expect(existsSync(place.file('asked'))).toBe(false);
	});

	test.skipIf(process.geteuid?.() !== 0)('that belongs to another user gets nothing', async () => {
		const program = place.keeping();
		chownSync(program, 65_534, 65_534);
		expect(await store([program]).read(name)).toEqual(
			failed('not-loadable', `the helper ${program} belongs to another user (number 65534)`),
		);
	});
});

describe.skipIf(process.platform === 'win32')('the program of a helper', () => {
	test('is found as a shell finds it, or where it is named', async () => {
		const program = place.script(':', 'svt-found');
		const environment = {PATH: `/nowhere:.:${place.folder}`};
		expect(await findHelperProgram('svt-found', environment)).toEqual({ok: true, value: program});
		expect(await findHelperProgram(program, {})).toEqual({ok: true, value: program});
		expect(await findHelperProgram('./package.json', environment)).toEqual({
			ok: false,
			failure: 'cannot be executed: chmod u+x',
		});
		for (const word of ['svt-missing', '', '..'])
			expect(await findHelperProgram(word, environment)).toMatchObject({ok: false});
		expect(await findHelperProgram('svt-found', {})).toEqual({
			ok: false,
			failure: 'is not to be found in the folders of PATH',
		});
	});
});

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		// One that has ended but was not waited for by anybody is dead as well.
		return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
	} catch {
		return false;
	}
}
