import {expect, onTestFinished} from 'vitest';
import {refused, startAsking} from './asking.ts';
import {createFakeClock} from './fake-clock.ts';
import {
	type HostileOptions,
	type HostileServer,
	http,
	sharedCertificate,
	startHostileServer,
} from './hostile-server.ts';

/** A server that does as told, and the adapter, which believes its certificate. Time stands until a test moves it. */
export async function startHostile(options: HostileOptions) {
	const server = await startHostileServer(options);
	onTestFinished(() => server.stop());
	const clock = createFakeClock();
	const origin = server.origin.replace(/^http:/, 'https:');
	const {sha256} = await sharedCertificate();
	const trust = {mode: 'pinned', sha256} as const;
	return {server, clock, origin, trust, ...startAsking({origin, trust, clock})};
}

/** The same well-formed answer to each request. */
export const answering = (
	status: string,
	headers: Readonly<Record<string, string>>,
	body: string | Buffer,
): HostileOptions => ({reply: socket => socket.write(http(status, headers, body))});

/** Of the requests that arrived, in order. */
export const methodsOf = (server: HostileServer) => server.received().match(/(?:GET|POST)(?= \/api\/)/g);

/** How a login and a tickle are refused; both must be refused alike, and leave no alarm behind. */
export async function refusals(options: HostileOptions) {
	const {login, tickle, clock} = await startHostile(options);
	const seen = [await login(), await tickle()].map(exchange => {
		const {kind, status, code, phase} = refused(exchange);
		expect(exchange.status).toBe(status);
		return {kind, status, code, phase};
	});
	expect(clock.alarms()).toBe(0);
	expect(seen[0]).toEqual(seen[1]);
	return seen[0];
}
