import {describe, expect, test} from 'vitest';
import {ask, failureOf, login, use} from '../simulator/raw-client.ts';
import {simulate, user, userName} from './simulating.ts';

describe('what can be typed while it runs', () => {
	test('changes what the next request meets', async () => {
		const simulator = simulate({http: true});
		const address = {origin: await simulator.heard('stdout', /^origin +(\S+)\n/m)};
		const token = JSON.parse((await login(address, user)).body).access_token;

		expect(await simulator.told('fault path=/api/hosts,status=503')).toBe('from here on');
		expect((await use(address, token)).status).toBe(503);
		await simulator.heard('stdout', / {2}GET {3}\/api\/hosts {2}503 {2}fault: status\n/);
		expect(await simulator.told('faults')).toBe('1  status, status=503, path=/api/hosts  (1 so far)');
		expect(await simulator.told('clear')).toBe('nothing goes wrong any more');
		expect(await simulator.told('faults')).toBe('none');
		expect((await use(address, token)).status).toBe(200);

		expect(await simulator.told('password changed it')).toBe('administrator@vsphere.local has another password');
		expect((await login(address, user)).status).toBe(400);
		expect((await login(address, {username: userName, password: 'changed it'})).status).toBe(200);

		expect(await simulator.told('fresh')).toBe('a sign-in gets a new token');
		expect(await simulator.told('absolute 5m')).toBe('the next token lives 5m');
		const second = JSON.parse((await login(address, {username: userName, password: 'changed it'})).body);
		expect([second.access_token === token, second.expires_in]).toEqual([false, 299]);

		expect(await simulator.told('restart')).toBe('it does not know any token any more');
		expect((await use(address, token)).body).toContain('Invalid access token');
		expect(await simulator.told('idle 1ms')).toBe('the idle limit is 1ms');
		expect(await simulator.told('skew -5m')).toBe('its clock shows -5m more');

		expect(await simulator.told('refuse')).toBe('nothing listens until accept');
		expect(await failureOf(ask(address, '/api/version'))).toBe('ECONNREFUSED');
		expect(await simulator.told('accept')).toBe('it listens');
		expect((await ask(address, '/api/version')).status).toBe(200);
		expect(await simulator.told('counts')).toContain('  GET /api/version');
		expect(await simulator.told('certificate')).toBe('plain HTTP has no certificate');
	});

	test.each([
		['fault boo', "'boo' is not a word of a fault; help lists the words"],
		['idle', 'such as: idle 20s'],
		['absolute never', 'such as: absolute 5m'],
		['password', 'such as: password changed-it'],
		['lock x', 'such as: lock 3'],
		['lock 3', '3 refused passwords in a row lock an account'],
		['refuse soon', 'such as: refuse 30s'],
		['skew', 'such as: skew 5m, skew -5m, skew 0'],
		['dance \u001b[2J', "'dance' means nothing here; help lists what does"],
		['\u001b[2J', "'\\u{1b}[2J' means nothing here; help lists what does"],
		['requests', 'none yet'],
	])('%j is answered', async (line, answer) => {
		expect(await simulate({http: true}).told(line)).toBe(answer);
	});

	test('help lists it all', async () => {
		const help = await simulate({http: true}).told('help');
		expect(help).toContain('\nrefuse 30s       nothing listens for so long');
		expect(help).toContain('\n  status=503            an error answer');
	});

	test('a new certificate is shown from here on', async () => {
		const simulator = simulate();
		const first = await simulator.heard('stdout', /^fingerprint (.*)\n/m);
		const second = /^fingerprint ([0-9a-f]{64})$/.exec(await simulator.told('certificate'))?.[1];
		expect(second).not.toBe(first);
	});

	test('quit ends it; the end of what is typed does not', async () => {
		const simulator = simulate({http: true});
		const origin = await simulator.heard('stdout', /^origin +(\S+)\n/m);
		await simulator.told('faults');
		const other = simulate({http: true});
		other.closeInput();
		const address = {origin: await other.heard('stdout', /^origin +(\S+)\n/m)};
		expect((await ask(address, '/api/version')).status).toBe(200);
		void simulator.told('quit');
		expect((await simulator.ended).code).toBe(0);
		expect(await failureOf(ask({origin}, '/api/version'))).toBe('ECONNREFUSED');
	});
});
