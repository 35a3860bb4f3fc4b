import {expect, test} from 'vitest';
import {readApiWish} from '../../source/commands/api-wish.ts';
import type {Invocation} from '../../source/commands/command.ts';
import {minutes, seconds} from '../../source/domain/time.ts';

const read = (words: readonly string[], options: Invocation['options'] = {}) => readApiWish({words, options});

const plain = {
	method: 'GET',
	path: '/api/hosts',
	headers: {},
	data: undefined,
	isIncluded: false,
	timeout: minutes(1),
};

test('what was asked for', () => {
	expect(read(['/api/hosts'])).toEqual({ok: true, value: plain});
	expect(read(['/api/hosts'], {data: '{}'})).toEqual({ok: true, value: {...plain, method: 'POST', data: '{}'}});
	expect(
		read(['delete', '/api/hosts'], {
			include: true,
			timeout: '5s',
			'send-header': ['Accept: application/json ', 'X-Trace:a:b', 'x-empty:'],
		}),
	).toEqual({
		ok: true,
		value: {
			...plain,
			method: 'DELETE',
			isIncluded: true,
			timeout: seconds(5),
			headers: {accept: 'application/json', 'x-trace': 'a:b', 'x-empty': ''},
		},
	});
});

const form = "--send-header is NAME:VALUE, such as 'Accept: application/json'";

test.each<[readonly string[], Invocation['options'], string]>([
	[['GET'], {}, 'which path? svt-tui api GET /api/hosts'],
	[['HEAD', '/api/hosts'], {}, 'METHOD is GET, POST, PUT, PATCH or DELETE'],
	[['/api/hosts', 'GET'], {}, 'METHOD is GET, POST, PUT, PATCH or DELETE'],
	[['get', '/api/hosts'], {data: '{}'}, 'a GET has no body: take --data away, or name the method'],
	[['/api/hosts'], {timeout: 'soon'}, '--timeout is a time such as 90s, 5m, 2h or 1h30m'],
	[['/api/hosts'], {timeout: '999ms'}, '--timeout is between 1s and 1h'],
	[['/api/hosts'], {timeout: '61m'}, '--timeout is between 1s and 1h'],
	[['/api/hosts'], {'send-header': ['accept']}, form],
	[['/api/hosts'], {'send-header': ['a b: c']}, form],
	[['/api/hosts'], {'send-header': [': c']}, form],
	[['/api/hosts'], {'send-header': ['a: b\r\nx-evil: 1']}, form],
	[['/api/hosts'], {'send-header': ['a: ñ']}, form],
	[
		['/api/hosts'],
		{'send-header': ['Authorization: Bearer x']},
		'--send-header cannot set authorization: svt-tui writes that itself',
	],
	[['/api/hosts'], {'send-header': ['a:b', 'HOST:evil']}, '--send-header cannot set host: svt-tui writes that itself'],
	[
		['/api/hosts'],
		{'send-header': ['content-length:0']},
		'--send-header cannot set content-length: svt-tui writes that itself',
	],
	[
		['/api/hosts'],
		{'send-header': ['transfer-encoding:x']},
		'--send-header cannot set transfer-encoding: svt-tui writes that itself',
	],
	[['/api/hosts'], {'send-header': [`a:${'b'.repeat(8192)}`]}, 'the headers are longer than 8 KiB'],
])('%j %j is refused', (words, options, problem) => {
	expect(read(words, options)).toEqual({ok: false, failure: problem});
});
