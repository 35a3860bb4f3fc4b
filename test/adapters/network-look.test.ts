import {createServer} from 'node:net';
import {expect, onTestFinished, test} from 'vitest';
import {createNetworkLook} from '../../source/adapters/network-look.ts';
import {createSystemClock} from '../../source/adapters/system-clock.ts';
import {milliseconds, seconds} from '../../source/domain/time.ts';
import {buildAnsweringChild, writeAnsweringChild} from '../support/answering-child.ts';
import {createFakeClock} from '../support/fake-clock.ts';
import {processCount} from '../support/keychain-programs.ts';

const environment = {...process.env, NODE_OPTIONS: '--inspect=127.0.0.1:0', SVT_TOKEN: 'canary-token'};
const clock = createSystemClock();
const network = (child?: string) => createNetworkLook({clock, environment, child});

async function listening() {
	const bytes: Buffer[] = [];
	const server = createServer(socket => socket.on('data', chunk => bytes.push(chunk)));
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	onTestFinished(() => void server.close());
	const address = server.address();
	const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
	return {port, received: () => Buffer.concat(bytes).toString()};
}

test('a name is looked up as the system does, and how long that took is told', async () => {
	const child = await buildAnsweringChild();
	expect(await network(child).lookUp('localhost', seconds(3))).toEqual({
		ok: true,
		value: {addresses: expect.arrayContaining(['127.0.0.1']), took: expect.any(Number)},
	});
	// No name is so long, so nobody is asked for it.
	const unknown = await network(child).lookUp(`${'x'.repeat(64)}.example`, seconds(3));
	expect(unknown).toEqual({ok: false, failure: expect.stringMatching(/^(ENOTFOUND|EAI_\w+)$/)});
});

test('a name that takes too long, or is given up, holds up nobody', async () => {
	const child = writeAnsweringChild('setInterval(() => undefined, 1000);');
	expect(await network(child).lookUp('slow.example', milliseconds(300))).toEqual({ok: false, failure: 'SVT_TIMEOUT'});
	await processCount(child, 0);
	const stopping = new AbortController();
	const given = network(child).lookUp('slow.example', seconds(60), stopping.signal);
	await processCount(child, 1);
	stopping.abort();
	expect(await given).toEqual({ok: false, failure: 'SVT_TIMEOUT'});
	await processCount(child, 0);
});

test.each(['', 'no JSON', 'null', '{"addresses":[]}', '{"addresses":[7],"took":1}', '{"addresses":["::1"]}'])(
	'what is no answer is none: %s',
	async said => {
		const child = writeAnsweringChild(`process.stdout.write(${JSON.stringify(said)});`);
		expect(await network(child).lookUp('odd.example', seconds(5))).toEqual({ok: false, failure: 'SVT_TIMEOUT'});
	},
);

test('the child knows no secret of ours, and opens no debugger', async () => {
	const child = writeAnsweringChild(`
		const told = Object.entries(process.env).filter(([name]) => /^(NODE_OPTIONS|SVT_)/.test(name)).flat();
		process.stdout.write(JSON.stringify({addresses: ['none', ...told], took: 0}));`);
	expect(await network(child).lookUp('any.example', seconds(5))).toEqual({
		ok: true,
		value: {addresses: ['none'], took: 0},
	});
});

test('who listens is told from who does not, without a byte', async () => {
	const {port, received} = await listening();
	expect(await network().knock({address: '127.0.0.1', port}, seconds(3))).toEqual({
		ok: true,
		value: expect.any(Number),
	});
	expect(await network().knock({address: '127.0.0.1', port: 1}, seconds(3))).toEqual({
		ok: false,
		failure: 'ECONNREFUSED',
	});
	expect(received()).toBe('');
});

test('who does not answer in time, or is not waited for, leaves no alarm behind', async () => {
	const {port} = await listening();
	const slow = createFakeClock();
	const knocking = createNetworkLook({clock: slow, environment}).knock({address: '127.0.0.1', port}, seconds(3));
	slow.advance(seconds(3));
	expect(await knocking).toEqual({ok: false, failure: 'SVT_TIMEOUT'});
	const stopped = AbortSignal.abort();
	const given = createNetworkLook({clock: slow, environment}).knock({address: '127.0.0.1', port}, seconds(3), stopped);
	expect(await given).toEqual({ok: false, failure: 'SVT_CANCELLED'});
	expect(slow.alarms()).toBe(0);
});
