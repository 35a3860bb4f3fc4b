import {chownSync, mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, onTestFinished, test} from 'vitest';
import {buildKeychainPrograms, processCount, processesOf} from '../support/keychain-programs.ts';
import {runCli} from '../support/run-cli.ts';
import {skipsSecretService, startSecretService} from '../support/secret-service.ts';
import {startCli} from '../support/start-cli.ts';

let programs: Awaited<ReturnType<typeof buildKeychainPrograms>>;
beforeAll(async () => {
	programs = await buildKeychainPrograms();
});
afterAll(() => programs.remove());

async function started(keyring: 'running' | 'silent') {
	const service = await startSecretService({keyring});
	onTestFinished(() => service.close());
	return {service, options: {home: service.home, env: service.environment, program: programs.user}};
}

/** In ms, far less than the 50 s for which the library waits. */
const soon = 3000;

describe.skipIf(skipsSecretService())('a program with a keychain', () => {
	test('ends by itself, although the child is not told to', async () => {
		const {options} = await started('running');
		const written = await runCli(['write', 'correct horse'], options);
		const read = await runCli(['read'], options);
		expect([written, read]).toEqual([
			{code: 0, signal: undefined, stdout: 'nothing\n', stderr: ''},
			{code: 0, signal: undefined, stdout: 'correct horse\n', stderr: ''},
		]);
		await processCount(programs.child, 0);
	});

	test('ends soon where the keyring does not answer', async () => {
		const {service, options} = await started('running');
		service.freeze();
		const {code, stdout} = await runCli(['read'], {...options, within: soon});
		expect([code, stdout]).toEqual([
			0,
			'the keyring does not answer: restart it or log in again, or sign in with --storage file or memory\n',
		]);
	});

	test.each([
		['SIGTERM', 3, undefined],
		['SIGKILL', undefined, 'SIGKILL'],
	] as const)('that is stuck in a call ends at once with %s, and its child too', async (signal, code, by) => {
		const {service, options} = await started('silent');
		const program = startCli(['read'], options);
		onTestFinished(() => program.close());
		await service.isActivated();
		await processCount(programs.child, 1);
		const start = performance.now();
		program.kill(signal);
		expect(await program.exited).toEqual({code, signal: by, stdout: '', stderr: ''});
		await processCount(programs.child, 0);
		expect(performance.now() - start).toBeLessThan(1000);
	});

	test('keeps its secrets out of what other programs see of the child', async () => {
		const {service, options} = await started('silent');
		const program = startCli(['write', 'canary-secret'], {
			...options,
			env: {
				...options.env,
				SVT_TOKEN: 'canary-token',
				NODE_OPTIONS: '--title=canary-option',
				NODE_EXTRA_CA_CERTS: '/canary',
			},
		});
		onTestFinished(() => program.close());
		await service.isActivated();
		const [child] = processesOf(programs.child);
		expect(child?.known).toContain('DBUS_SESSION_BUS_ADDRESS');
		expect(child?.known).not.toContain('canary');
	});

	test.runIf(process.geteuid?.() === 0)(
		'runs no library that another user has put into a folder above it',
		async () => {
			const alone = await buildKeychainPrograms({library: false});
			onTestFinished(() => alone.remove());
			const library = join(alone.folder, 'node_modules', 'keytar');
			mkdirSync(library, {recursive: true});
			writeFileSync(join(library, 'index.js'), "exports.getPassword = async () => 'it was run';");
			chownSync(join(library, 'index.js'), 1234, 1234);
			const {options} = await started('running');
			expect(await runCli(['read'], {...options, program: alone.user})).toMatchObject({
				stdout: expect.stringMatching(/^the package keytar belongs to another user, and is not run/),
			});
		},
	);
});
