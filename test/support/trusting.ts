import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, onTestFinished} from 'vitest';
import type {Trust} from '../../source/domain/certificate.ts';
import {instant} from '../../source/domain/time.ts';
import {refused, startAsking} from './asking.ts';
import {answering} from './hostile-asking.ts';
import {type HostileOptions, startHostileServer} from './hostile-server.ts';

export const yes = answering('200 OK', {}, '{"access_token":"abc"}');

/** A server that would give a token to anybody who asks. */
export async function startTrusting(trust: Trust, options: HostileOptions = {}) {
	const server = await startHostileServer({...yes, ...options});
	onTestFinished(() => server.stop());
	return {server, ...startAsking({origin: server.origin, trust})};
}

/** As the person is shown it. */
export const shown = (sha256: string) => ({
	subject: 'CN=omnicube-ip1-23',
	issuer: 'CN=omnicube-ip1-23',
	selfSigned: true,
	names: ['omnicube-ip1-23', 'localhost', '127.0.0.1', '::1'],
	validFrom: instant(Date.UTC(2016, 0, 1)),
	validTo: instant(Date.UTC(2049, 11, 31)),
	sha256,
	publicKeySha256: expect.stringMatching(/^[0-9a-f]{64}$/),
});

/** The path of a new file. */
export function fileWith(content: string | Buffer): string {
	const folder = mkdtempSync(join(tmpdir(), 'svt-tui-trust-'));
	onTestFinished(() => rmSync(folder, {recursive: true}));
	const path = join(folder, 'ca.pem');
	writeFileSync(path, content);
	return path;
}

/** Sets a variable of this process until the test is over. */
export function withVariable(name: string, value: string): void {
	const before = process.env[name];
	process.env[name] = value;
	onTestFinished(() => {
		if (before === undefined) delete process.env[name];
		else process.env[name] = before;
	});
}

/** All four requests are refused alike, and not a byte of HTTP reaches the server. */
export async function expectNothingSent(
	{server, login, tickle, revoke, version}: Awaited<ReturnType<typeof startTrusting>>,
	refusal: object,
) {
	for (const ask of [login, tickle, revoke, version]) {
		const exchange = await ask();
		expect(refused(exchange)).toMatchObject({status: undefined, shape: undefined, ...refusal});
		expect(exchange.status).toBeUndefined();
	}
	expect(server.connections()).toBe(4);
	expect(server.received()).toBe('');
}
