import {describe, expect, onTestFinished, test} from 'vitest';
import {refused} from '../support/asking.ts';
import {methodsOf, startHostile} from '../support/hostile-asking.ts';
import {http, startHostileServer} from '../support/hostile-server.ts';

describe('a redirect', () => {
	test.each([
		'301 Moved Permanently',
		'302 Found',
		'303 See Other',
		'307 Temporary Redirect',
		'308 Permanent Redirect',
	])('is not followed, whatever was asked for: %s', async status => {
		const yes = http('200 OK', {'Content-Type': 'application/json'}, '{"access_token":"stolen","expires_in":86399}');
		const other = await startHostileServer({reply: socket => socket.write(yes)});
		onTestFinished(() => other.stop());
		// Also not where the appliance itself would be asked again: a password is sent once.
		for (const place of [`${other.origin}/api/oauth/token`, '/api/elsewhere']) {
			const no = http(status, {Location: `${place}?to=here`}, '');
			const {server, ...asking} = await startHostile({
				reply: (socket, sent) => socket.write(sent.includes(' /api/elsewhere') ? yes : no),
			});
			const {login, tickle, revoke, version, clientLogin, request} = asking;
			const change = () => request({method: 'POST', body: Buffer.from('{"a":1}')});
			for (const ask of [login, tickle, revoke, version, clientLogin, request, change]) {
				expect(refused(await ask()), place).toMatchObject({
					kind: 'not-simplivity',
					status: Number(status.slice(0, 3)),
					serverSays: `Location: ${place}`,
				});
			}
			expect(methodsOf(server)).toEqual(['POST', 'GET', 'GET', 'GET', 'POST', 'GET', 'POST']);
		}
		expect(other.connections()).toBe(0);
	});
});
