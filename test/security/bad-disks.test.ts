import {describe, expect, onTestFinished, test} from 'vitest';
import {badDisks} from '../support/bad-disk.ts';
import {simulatedPassword, simulatedUser} from '../support/running-simulator.ts';
import {skipsSecretService} from '../support/secret-service.ts';
import {signedIn} from '../support/signed-in.ts';
import {cliPath} from '../support/start-cli.ts';
import {openTerminal} from '../support/terminal.ts';

/** `HOME/… cannot be written` with any of the reasons why, and what to do. */
const unwritable = (file: string) =>
	new RegExp(
		`HOME/${file} cannot be written: (the disk is full; make room|files may not .* see|the disk is .* name) .*`,
	);
const settings = unwritable('configuration/svt-tui/config\\.json(\\.lock)?');
const record = unwritable('state/svt-tui/sessions/dc1\\.json');

describe.skipIf(skipsSecretService())('on a disk', {timeout: 60_000}, () => {
	test.each(badDisks())('$name, each command does what it can and says what it cannot', async ({name, shell}) => {
		const {svt, home, login, simulator} = await signedIn();
		const here = {shell: shell(home)};
		expect(await svt(['status'], here)).toMatchObject({code: 0, stdout: expect.stringContaining('active'), stderr: ''});
		expect(await svt(['token'], here)).toMatchObject({code: 0, stderr: ''});
		expect(await svt(['api', '/api/hosts'], here)).toMatchObject({code: 0, stderr: ''});
		const kept = await svt(['keep-alive', '--for', '1s'], here);
		expect(kept).toMatchObject({code: 0, stdout: expect.stringContaining('went on with the stored token')});
		expect(await svt(['profile', 'default', 'dc1'], here)).toMatchObject({code: 0});
		const again = await svt(login, here);
		expect(again.code).toBe(1);
		expect(again.stderr).toMatch(record);
		// Where a refused password could not be remembered either, no program risks one.
		expect(again.stderr).toMatch(
			name.includes('read-only')
				? /\nsvt-tui: hint: without a person there, svt-tui signs in only where it can remember/
				: /^signed in to dc1 /,
		);
		expect(await svt(['profile', 'remove', 'dc1'], here)).toMatchObject({
			code: 1,
			stderr: expect.stringMatching(settings),
		});
		const left = await svt(['logout'], here);
		expect(left.stderr).toMatch(/^dc1: signed out; the token is revoked, and the appliance refuses it by now$/m);
		expect(left.stderr).toMatch(record);
		expect(simulator.sessions()).toEqual([]);
		// When there is room again, all is as before.
		expect((await svt(['profile', 'list'])).stdout).toMatch(/^dc1 \(default\) /m);
		expect(await svt(login)).toMatchObject({code: 0});
		expect(await svt(['status', '--check'])).toMatchObject({code: 0, stderr: ''});
	});

	test.each(badDisks())('$name, a person signs in on the screen, is told, and the session lives', async ({shell}) => {
		const {home, around, origin, simulator} = await signedIn();
		const terminal = openTerminal({
			command: 'sh',
			args: [
				'-c',
				`${shell(home)} exec "$@"`,
				'sh',
				process.execPath,
				cliPath,
				'login',
				origin,
				'--profile',
				'dc2',
				'--username',
				simulatedUser,
			],
			...around,
			columns: 200,
		});
		onTestFinished(() => terminal.close());
		await terminal.waitFor(/> Password/);
		terminal.type(`${simulatedPassword}\r`);
		// Both by name: others will know nothing of this session, and the next program nothing of this profile.
		await terminal.waitFor(/sessions\/dc2\.json cannot be written: /);
		await terminal.waitFor(/config\.json(\.lock)? cannot be written: /);
		await terminal.waitFor(/no tickle yet/);
		terminal.press('t');
		await terminal.waitFor(/tickle accepted/);
		expect(simulator.sessions()).toHaveLength(1);
		terminal.press('q');
		expect(await terminal.exited).toEqual({code: 0, signal: undefined});
	});
});
