import {connect} from 'node:net';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {readTokenForm} from '../../source/simulator/token-form.ts';
import {ask, clientLogin} from './raw-client.ts';
import {startSimulator} from './started.ts';

const form = 'grant_type=password&username=administrator&password=p%C3%A4%24s+w%2Bo%26rd%25';
const password = 'pä$s w+o&rd%';
const boundary = '----WebKitFormBoundary7MA4YWxkTrZu0gW';
const part = (name: string, value: string) =>
	`--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;

describe('a token request is understood', () => {
	test.each<[string, string, string | undefined, string]>([
		['urlencoded, as everybody sends it', '/api/oauth/token', 'application/x-www-form-urlencoded', form],
		['urlencoded with a charset', '/api/oauth/token', 'application/x-www-form-urlencoded;charset=UTF-8', form],
		[
			'urlencoded with any parameter, as simplivity-go sends it',
			'/api/oauth/token',
			'Application/X-www-form-urlencoded; param=value',
			form,
		],
		[
			"multipart, as HPE's Postman page says",
			'/api/oauth/token',
			`multipart/form-data; boundary=${boundary}`,
			`${part('grant_type', 'password')}${part('username', 'administrator')}${part('password', password)}--${boundary}--\r\n`,
		],
		[
			"with grant_type in the query, as HPE's Citrix plug-in sends it",
			'/api/oauth/token?grant_type=password',
			'application/x-www-form-urlencoded',
			form.slice('grant_type=password&'.length),
		],
		['wholly in the query', `/api/oauth/token?${form}`, undefined, ''],
		['at an absolute target', 'https://10.1.1.16/api/oauth/token', 'application/x-www-form-urlencoded', form],
	])('%s', async (_name, path, type, body) => {
		const {address, simulator} = await startSimulator({users: {administrator: password}});
		const headers = {Authorization: clientLogin, ...(type === undefined ? {} : {'Content-Type': type})};
		const answer = await ask(address, path, {method: 'POST', headers, body});
		expect([answer.status, JSON.parse(answer.body).scope]).toEqual([200, 'read write']);
		expect(simulator.requests()[0]).toMatchObject({target: path, path: '/api/oauth/token', body});
	});

	test('over HTTP/1.0 with all names in lower case', async () => {
		const {address} = await startSimulator({protocol: 'http', users: {administrator: password}});
		const answer = await new Promise<string>(resolve => {
			const socket = connect(address.port, '127.0.0.1');
			let text = '';
			socket.on('data', chunk => {
				text += chunk;
			});
			socket.on('close', () => resolve(text));
			socket.write(
				`POST /api/oauth/token HTTP/1.0\r\nauthorization: basic c2ltcGxpdml0eTo=\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: ${form.length}\r\n\r\n${form}`,
			);
		});
		expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n.*"expires_in":86399/s);
	});
});

describe('what was not encoded is not what was meant', () => {
	test.each([
		['a plus is a space', 'password=a+b', 'a b'],
		['an ampersand ends the value', 'password=a&b', 'a'],
		['a lone percent sign is damage', 'password=100%zz', '100\uFFFDzz'],
		['bad UTF-8 is damage', 'password=%ff', '\uFFFD'],
		['of two the first counts', 'password=a&password=b', 'a'],
	])('%s', async (_name, body, expected) => {
		const headers = {'content-type': 'application/x-www-form-urlencoded'};
		const read = await readTokenForm({query: new URLSearchParams(), headers, body: Buffer.from(body)});
		expect(read.get('password')).toBe(expected);
	});

	test('JSON is no form', async () => {
		const {address} = await startSimulator();
		const headers = {Authorization: clientLogin, 'Content-Type': 'application/json'};
		const body = '{"grant_type":"password"}';
		expect((await ask(address, '/api/oauth/token', {method: 'POST', headers, body})).body).toBe(
			'{"error":"invalid_request","error_description":"Missing grant type"}',
		);
	});
});

test('what a client encodes comes out as it was', async () => {
	await fc.assert(
		fc.asyncProperty(fc.string({unit: 'grapheme'}), fc.boolean(), async (text, multipart) => {
			const fields = {grant_type: 'password', password: text};
			const sent = multipart ? new FormData() : new URLSearchParams();
			for (const [name, value] of Object.entries(fields)) sent.append(name, value);
			const request = new Request('http://x', {method: 'POST', body: sent});
			const body = Buffer.from(await request.arrayBuffer());
			const headers = {'content-type': request.headers.get('content-type') ?? ''};
			const read = await readTokenForm({query: new URLSearchParams(), headers, body});
			// RFC 7578 clients may turn line breaks into CR LF; nothing else may change.
			const breaks = (value: string | null) => value?.replace(/\r\n|\r|\n/g, '\n');
			expect(breaks(read.get('password'))).toBe(breaks(fields.password));
		}),
	);
});

test('no body of any type throws', async () => {
	const types = fc.constantFrom(
		'application/x-www-form-urlencoded',
		'multipart/form-data',
		'multipart/form-data; boundary=x',
		'multipart/form-data; boundary="',
		'',
	);
	const bodies = fc.oneof(
		fc.uint8Array().map(bytes => Buffer.from(bytes)),
		fc.string().map(text => Buffer.from(`--x\r\nContent-Disposition: form-data; name="a"\r\n${text}--x--`)),
	);
	await fc.assert(
		fc.asyncProperty(types, bodies, async (type, body) => {
			const read = await readTokenForm({query: new URLSearchParams(), headers: {'content-type': type}, body});
			expect(read).toBeInstanceOf(URLSearchParams);
		}),
	);
});
