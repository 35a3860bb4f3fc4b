import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {createHelperFolder} from '../support/helper-script.ts';
import {createPrivateHome} from '../support/private-home.ts';
import {runCli} from '../support/run-cli.ts';
import {runSimulator, simulatedPassword} from '../support/running-simulator.ts';

test.skipIf(process.platform === 'win32')(
	'a helper is named once, and keeps the secrets of all profiles from then on',
	async () => {
		const {loginArgs} = await runSimulator();
		const home = createPrivateHome();
		const place = createHelperFolder();
		onTestFinished(() => {
			home.remove();
			place.remove();
		});
		const program = place.keeping();
		const path = {PATH: `${place.folder}:${process.env.PATH}`};
		const login = [...loginArgs, '--profile', 'dc1'];
		const unnamed = await runCli([...login, '--storage', 'helper'], {home, input: simulatedPassword});
		expect(unnamed).toMatchObject({
			code: 2,
			stderr: 'svt-tui: error: no helper is set\nsvt-tui: hint: name its program: svt-tui login --helper PROGRAM\n',
		});
		const named = [...login, '--helper', 'svt-fake', '--helper', 'an argument'];
		const first = await runCli(named, {home, env: path, input: simulatedPassword});
		expect(first).toMatchObject({code: 0, stdout: ''});
		expect(first.stderr).toContain('the token is in the helper, the password too\n');
		const settings = JSON.parse(readFileSync(join(home.configuration, 'svt-tui', 'config.json'), 'utf8'));
		expect(settings.helper).toEqual([program, 'an argument']);
		// Wherever the PATH leads by now.
		const {stdout} = await runCli(['token'], {home, env: {PATH: '/usr/bin:/bin'}});
		expect(stdout).toBe('canary-token-1-0123456789abcdef\n');
		expect((await runCli(['status', '--json'], {home})).stdout).toContain('"storage": "helper"');
		expect((await runCli(['profile', 'list'], {home})).stdout).toMatch(/ helper$/m);
		const second = [...loginArgs, '--profile', 'dc2'];
		const again = await runCli(second, {home, env: {SVT_STORAGE: 'helper'}, input: simulatedPassword});
		expect(again).toMatchObject({code: 0});
		expect(await runCli(['logout', 'dc1', '--forget-password'], {home})).toMatchObject({code: 0});
		expect(place.asked().filter(line => line.startsWith('{"action":"delete"'))).toHaveLength(2);
		place.script('echo "the vault is sealed" >&2; exit 1');
		const failed = await runCli(['token', 'dc1'], {home});
		expect(failed).toMatchObject({
			code: 8,
			stderr:
				'svt-tui: error: the helper svt-fake failed with exit code 1, and says "the vault is sealed": try again\n',
		});
	},
);

test.skipIf(process.platform === 'win32')(
	'of a token that the helper did not take nobody is told that it is there, nor that it lives here',
	async () => {
		const {loginArgs} = await runSimulator();
		const home = createPrivateHome();
		const place = createHelperFolder();
		onTestFinished(() => {
			home.remove();
			place.remove();
		});
		place.keeping();
		place.script('echo "the vault is sealed" >&2; exit 1');
		const login = [...loginArgs, '--profile', 'dc1', '--helper', 'svt-fake'];
		const path = {PATH: `${place.folder}:${process.env.PATH}`};
		expect(await runCli(login, {home, env: path, input: simulatedPassword})).toMatchObject({code: 8});
		const told = await runCli(['status'], {home});
		expect(told.stdout).toMatch(
			/^dc1 \(default\) {2}signed out: its token was not stored, and is gone with process \d+\n/,
		);
		expect(told.stdout).toContain('  renew       ask, no password stored\n');
		expect(await runCli(['status', '--check', '--short'], {home})).toMatchObject({code: 4, stdout: 'dc1 signed-out\n'});
		expect((await runCli(['doctor', 'dc1'], {home})).stdout).toContain('which has ended');
	},
);
