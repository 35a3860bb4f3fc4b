import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {createSettings} from '../../source/adapters/settings.ts';
import {createSystemClock} from '../../source/adapters/system-clock.ts';
import {createPrivateHome} from '../support/private-home.ts';
import {runCli} from '../support/run-cli.ts';
import {profileNamed} from '../support/sessions.ts';

const secret = 'canary5ecret';
const home = createPrivateHome();
beforeAll(async () => {
	const settings = createSettings({folder: join(home.configuration, 'svt-tui'), clock: createSystemClock()});
	await settings.save(profileNamed('dc1', {origin: 'https://127.0.0.1:1', storage: 'memory'}));
});
afterAll(() => home.remove());

const belongsElsewhere = [
	'svt-tui: error: a password does not belong on the command line: others can read it there',
	'svt-tui: hint: give it on stdin: svt-tui login HOST --username USER --password-stdin < FILE',
	'',
].join('\n');

test.each([
	`login h --password=${secret}`,
	`login h --password ${secret}`,
	`login h --password:${secret}`,
	`login h -password ${secret}`,
	`login h --PW=${secret}`,
	`status --pass ${secret}`,
	`login https://user:${secret}@127.0.0.1`,
	`login user:${secret}@127.0.0.1`,
	`https://user:${secret}@127.0.0.1`,
	`user:${secret}@127.0.0.1`,
	`status http://user:${secret}@dc1`,
	`api GET https://user:${secret}@127.0.0.1/api/hosts`,
	`simulate --log=https://user:${secret}@127.0.0.1`,
])('svt-tui %s is told where a password belongs', async line => {
	expect(await runCli(line.split(' '), {home})).toMatchObject({code: 2, stdout: '', stderr: belongsElsewhere});
});

test.each([
	`login h --password${secret}`,
	`login h -p${secret}`,
	`login h -p ${secret}`,
	`status -p${secret}`,
	`status -p ${secret}`,
	`token --profile ${secret}`,
	`keep-alive -p ${secret}`,
	`api -p ${secret} /api/hosts`,
	`logout -p${secret}`,
	`explain -p${secret}`,
	`--token=${secret}`,
	`login h --token ${secret}`,
	`login h --passw0rd=${secret}`,
	`login h -u user:${secret}`,
	`login h --${secret}`,
	`--${secret}`,
	`-${secret}`,
	`login h --fingerprint ${secret}`,
	`login h --idle-limit ${secret}`,
	`login h --storage ${secret}`,
	`login h --renew ${secret}`,
	`login h --profile ${secret}+`,
	`login h --password-stdin=${secret}`,
	`${secret}+`,
	`help ${secret}+`,
	`${secret}+ --json`,
	`keep-alive --for ${secret}`,
	`keep-alive --interval ${secret}`,
	`token --min-ttl ${secret}`,
	`api ${secret} /api/hosts`,
	`api /api/hosts -H Authorization:${secret}`,
	`explain --status ${secret}`,
	`simulate --user user:${secret}`,
	`simulate --port ${secret}`,
	`--color ${secret} status`,
])('svt-tui %s is refused, and the value is not repeated', async line => {
	const {code, stdout, stderr} = await runCli(line.split(' '), {home});
	expect({code, stdout}).toEqual({code: 2, stdout: ''});
	expect(stderr).toMatch(/^svt-tui: error: /);
	expect(stderr).not.toContain(secret);
});

test('a variable for the password is refused by who would need it', async () => {
	const args = ['login', 'h', '--username', 'u', '--password-stdin'];
	expect(await runCli(args, {home, env: {SVT_PASSWORD: secret}, input: secret})).toMatchObject({
		code: 2,
		stdout: '',
		stderr: [
			'svt-tui: error: SVT_PASSWORD is not read: others can read a password there',
			'svt-tui: hint: give it on stdin: svt-tui login HOST --username USER --password-stdin < FILE',
			'',
		].join('\n'),
	});
});
