import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import {aviary, password, wrongPassword} from '../support/aviary.ts';
import {filesBelow, tracesOf} from '../support/canary.ts';
import {skipsSecretService} from '../support/secret-service.ts';

/** As the simulator makes its tokens. */
const tokenForm = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-/;

describe.skipIf(skipsSecretService())('password and token stand nowhere', {timeout: 60_000}, () => {
	test.each([[[]], [['--json']]])('when an appliance is simulated: %j', async form => {
		const {svt, start, login, traces, said} = await aviary();
		const folder = mkdtempSync(join(tmpdir(), 'svt-tui-log-'));
		onTestFinished(() => rmSync(folder, {recursive: true, force: true}));
		const log = join(folder, 'svt-rest-api.log');
		const simulator = start(['simulate', ...form, '--log', log]);
		const [, origin = ''] = await simulator.waitFor(/"?origin(?:":"| +)(https:[^"\s]+)/);
		const [, fingerprint = ''] = await simulator.waitFor(/"?fingerprint(?:":"| +)([0-9a-f]{64})/);
		// The one that it prints is its own, and worth nothing; this one somebody gave it.
		simulator.writeInput(`password ${password}\n`);
		await simulator.waitForTalk(/has another password/);
		const here = login.with(1, origin).with(login.indexOf('--fingerprint') + 1, fingerprint);
		expect(await svt(here, {input: wrongPassword})).toMatchObject({code: 5});
		expect(await svt(here, {input: password})).toMatchObject({code: 0});
		const {stdout: token} = await svt(['token'], {but: 'stdout'});
		expect(token).toMatch(tokenForm);
		expect(await svt(['api', '/api/hosts'])).toMatchObject({code: 0});
		for (const wish of ['fault path=/api/hosts,portal,times=1', 'faults', 'requests', 'counts', 'restart', 'help'])
			simulator.writeInput(`${wish}\n`);
		await simulator.waitForTalk(/help, quit/);
		expect(await svt(['api', '/api/hosts'])).toMatchObject({code: 7});
		// Its body is what was asked for.
		await svt(['api', '/api/hosts'], {but: 'stdout'});
		simulator.kill('SIGTERM');
		expect(await simulator.exited).toMatchObject({code: 0});
		expect(said()).toContain('/api/oauth/token');
		expect(traces(token.trim())).toEqual([]);
		// An appliance's own log names tokens: it is for who looks after that.
		const lines = readFileSync(log);
		expect(tracesOf([token.trim()], {log: lines})).not.toEqual([]);
		expect(tracesOf([password, wrongPassword], {log: lines})).toEqual([]);
	});

	test('in the demo, which leaves nothing in the home', async () => {
		const {open, home, traces, look, said} = await aviary();
		const before = Object.keys(filesBelow(home.path));
		const demo = open(['demo']);
		await demo.waitFor('signed in');
		demo.press('t');
		await demo.waitFor(/tickle accepted/);
		look();
		demo.press('2', '3', 't');
		await demo.waitFor('does not know this token');
		demo.press('e');
		await demo.waitFor('Invalid access token');
		demo.press('escape');
		await demo.waitFor('Session ended');
		demo.press('s');
		await demo.waitFor('Blocked');
		demo.press('s');
		await demo.waitFor('> Password');
		demo.type(`${wrongPassword}\r`);
		await demo.waitFor('Refused 2 times');
		look();
		demo.press('ctrl+c');
		expect(await demo.exited).toMatchObject({code: 130});
		expect(traces()).toEqual([]);
		expect(said()).not.toMatch(tokenForm);
		expect(Object.keys(filesBelow(home.path))).toEqual(before);
	});
});
