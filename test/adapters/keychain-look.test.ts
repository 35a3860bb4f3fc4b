import {chownSync, readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {dirname, join} from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import {familyIn, lookAtKeychain} from '../../source/adapters/keychain-look.ts';
import {createSystemClock} from '../../source/adapters/system-clock.ts';
import {keychainFinding} from '../../source/domain/doctor-keychain.ts';
import {buildAnsweringChild, writeAnsweringChild} from '../support/answering-child.ts';
import {foundIn} from '../support/findings.ts';
import {processCount} from '../support/keychain-programs.ts';
import {skipsSecretService, startSecretService} from '../support/secret-service.ts';

const clock = createSystemClock();
const library = dirname(createRequire(import.meta.url).resolve('keytar'));
const native = join('prebuilds', `${process.platform}-${process.arch}`, 'keytar.node');
const addon = readFileSync(join(library, '..', native));

const packaged = {'package.json': '{"main":"lib/keytar.js"}', 'lib/keytar.js': ''};
const isRoot = process.geteuid?.() === 0;
const look = (child: string, environment: Readonly<Record<string, string | undefined>> = {}) =>
	lookAtKeychain({clock, environment, child});

describe.runIf(process.platform === 'linux')('the library of the keychain', () => {
	test('is loaded', async () => {
		const child = await buildAnsweringChild({...packaged, [native]: addon});
		expect((await look(child)).addon).toEqual({kind: 'loaded'});
	});

	test('that lacks a library of the system tells which, in the words of the system', async () => {
		// As on a machine without libsecret: the same file, which asks for a library that is not there.
		const asking = Buffer.from(addon.toString('latin1').replaceAll('libsecret-1.so.0', 'libsecret-7.so.0'), 'latin1');
		const child = await buildAnsweringChild({...packaged, [native]: asking});
		const facts = await look(child);
		expect(facts.addon).toEqual({
			kind: 'broken',
			message: 'libsecret-7.so.0: cannot open shared object file: No such file or directory',
		});
		expect(foundIn(keychainFinding({...facts, family: 'debian'}, {isUsed: true}))[2]).toBe(
			'Install libsecret (libsecret-1-0 on Debian): sudo apt install libsecret-1-0',
		);
	});

	test('that is missing, of another system, or damaged', async () => {
		expect((await look(await buildAnsweringChild())).addon).toEqual({kind: 'missing'});
		const system = `${process.platform}-${process.arch}`;
		expect((await look(await buildAnsweringChild(packaged))).addon).toEqual({kind: 'none-for', system});
		const damaged = await look(await buildAnsweringChild({...packaged, [native]: 'no library'}));
		expect(damaged.addon).toEqual({kind: 'broken', message: expect.stringContaining('keytar.node: file too short')});
	});

	test.runIf(isRoot)('that another user has put where Node finds it is not loaded', async () => {
		const planted = {...packaged, 'lib/keytar.js': 'throw new Error("it was loaded")', [native]: addon};
		const child = await buildAnsweringChild(planted);
		const path = join(dirname(child), 'node_modules', 'keytar', 'lib', 'keytar.js');
		chownSync(path, 1234, 1234);
		const message = `${path} belongs to another user (number 1234)`;
		expect((await look(child)).addon).toEqual({kind: 'broken', message});
	});

	test('that takes the process down, or says what nobody understands, is told apart from one that loads', async () => {
		for (const body of ['process.kill(process.pid, "SIGSEGV")', 'console.log("{}")', 'console.log("[")']) {
			expect((await look(writeAnsweringChild(body))).addon).toEqual({kind: 'silent'});
		}
	});

	test('that is given up is not waited for', async () => {
		const child = writeAnsweringChild('setInterval(() => undefined, 1000);');
		const stopping = new AbortController();
		const looking = lookAtKeychain({clock, environment: {}, child, signal: stopping.signal});
		await processCount(child, 1);
		stopping.abort();
		expect((await looking).addon).toEqual({kind: 'silent'});
		await processCount(child, 0);
	});
});

describe.skipIf(skipsSecretService())('a real keyring', () => {
	test.each([
		['running', 'unlocked'],
		['empty', 'no-default-collection'],
		['activatable', 'activatable'],
		['none', 'no-service'],
	] as const)('that is %s', async (keyring, state) => {
		const service = await startSecretService({keyring});
		onTestFinished(() => service.close());
		const child = await buildAnsweringChild({...packaged, [native]: addon});
		expect(await look(child, service.environment)).toMatchObject({
			platform: 'linux',
			state,
			addon: {kind: 'loaded'},
			bus: 'DBUS_SESSION_BUS_ADDRESS',
			display: undefined,
			isOverSsh: false,
			isWsl: false,
		});
	});
});

test('what the session is made of', async () => {
	const child = writeAnsweringChild('console.log(JSON.stringify({kind: "loaded"}))');
	const environment = {
		DISPLAY: ':0',
		WAYLAND_DISPLAY: 'wayland-0',
		SSH_CONNECTION: '127.0.0.1 1 127.0.0.1 22',
		WSL_DISTRO_NAME: 'Debian',
		XDG_RUNTIME_DIR: '/nowhere',
	};
	const lookOn = (platform: NodeJS.Platform) => lookAtKeychain({clock, environment, child, platform});
	expect(await lookOn('linux')).toMatchObject({
		state: 'no-bus',
		bus: 'XDG_RUNTIME_DIR',
		display: 'WAYLAND_DISPLAY',
		isOverSsh: true,
		isWsl: true,
	});
	expect(await lookOn('darwin')).toMatchObject({platform: 'darwin', state: undefined, family: undefined});
});

test.each([
	['ID=debian', 'debian'],
	['NAME="Ubuntu"\nID=ubuntu\nID_LIKE=debian', 'debian'],
	['ID=linuxmint\nID_LIKE="ubuntu debian"', 'debian'],
	['ID="rocky"\nID_LIKE="rhel centos fedora"', 'fedora'],
	['ID="opensuse-tumbleweed"', 'suse'],
	["ID='manjaro'\nID_LIKE=arch", 'arch'],
	['ID=alpine', 'alpine'],
	['ID=nixos', undefined],
	['VARIANT_ID=debian', undefined],
	['', undefined],
] as const)('a Linux by its os-release: %j', (release, family) => {
	expect(familyIn(release)).toBe(family);
});
