import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {faultHelp, parseFault} from '../../source/simulator/fault-grammar.ts';
import type {Fault} from '../../source/simulator/faults.ts';

test.each<[string, unknown]>([
	['hang', {what: {type: 'hang'}}],
	['path=/api/hosts,status=503,times=3', {when: {path: '/api/hosts', times: 3}, what: {type: 'status', status: 503}}],
	['retry-after=7, status=429', {what: {type: 'status', status: 429, retryAfter: 7}}],
	['method=post,path=/api/*,reset,late', {when: {method: 'POST', path: '/api/*'}, what: {type: 'reset'}, late: true}],
	['delay=2s,every=10,skip=2', {when: {every: 10, skip: 2}, what: {type: 'delay', by: 2000}}],
	['drop,chance=.5', "'drop' is not a word of a fault"],
	['close,chance=.5', {when: {chance: 0.5}, what: {type: 'close'}}],
	['hang,from=1m,for=45s', {when: {from: 60_000, for: 45_000}, what: {type: 'hang'}}],
	['skew=-5m', {what: {type: 'skew', by: -300_000}}],
	['skew=+5m', {what: {type: 'skew', by: 300_000}}],
	['idle=20s', {what: {type: 'idle', limit: 20_000}}],
	['node=2', {what: {type: 'node', node: 2}}],
	['endless=100MB', {what: {type: 'endless', bytes: 100_000_000}}],
	['drip=500ms', {what: {type: 'drip', every: 500}}],
	['redirect=https://a.example/?b=c', {what: {type: 'redirect', to: 'https://a.example/?b=c'}}],
	['refuse', {what: {type: 'refuse'}}],
	['refuse=30s', {what: {type: 'refuse', for: 30_000}}],
	['handshake=hang,times=2', {when: {times: 2}, what: {type: 'handshake', how: 'hang'}}],
	['certificate', {what: {type: 'certificate'}}],
	['times=3', "fault 'times=3' does not say what happens"],
	['', "'' is not a word of a fault"],
	['hang,reset', "'reset' is a second thing to happen"],
	['hang=5', "'hang=5' has no value that fits"],
	['delay', "'delay' has no value that fits"],
	['delay=soon', "'delay=soon' has no value that fits"],
	['status=200', "'status=200' has no value that fits"],
	['status=503,times=0', "'times=0' has no value that fits"],
	['hang,late=1', "'late=1' is not a word of a fault"],
	['hang,toString=1', "'toString=1' is not a word of a fault"],
	['hang,path=api', "'path=api' has no value that fits"],
	['hang,retry-after=3', 'retry-after goes with status'],
	['redirect=https://a.example/\r\nX: y', "'redirect=https://a.example/\r\nX: y' has no value that fits"],
	['handshake=drop,path=/x', 'handshake comes before any request: it takes no path, no method and no late'],
	[`hang,${'x'.repeat(100)}`, `'${'x'.repeat(60)}…' is not a word of a fault`],
])('%j', (text, expected) => {
	const parsed = parseFault(text);
	expect(parsed.ok ? parsed.value : parsed.failure).toEqual(expected);
});

describe('the help', () => {
	test('names every word, and every word it names is understood', () => {
		const examples = faultHelp
			.split('\n')
			.filter(line => line.startsWith('  '))
			.flatMap(line =>
				line
					.slice(2, 24)
					.trim()
					.split(/, (?=\S)/),
			);
		const when = ['path', 'method', 'skip', 'times', 'every', 'chance', 'from', 'for', 'late'];
		const types = new Set<string>();
		for (const example of examples) {
			const [word = ''] = example.replace('URL', 'https://a.example/').split('=');
			const text = when.includes(word) ? `hang,${example}` : example.replace('URL', 'https://a.example/');
			const parsed = parseFault(word === 'retry-after' ? `status=503,${text}` : text);
			expect(parsed, example).toMatchObject({ok: true});
			if (parsed.ok) types.add(parsed.value.what.type);
		}
		const all: Readonly<Record<Fault['what']['type'], true>> = {
			delay: true,
			restart: true,
			node: true,
			idle: true,
			skew: true,
			'close-idle': true,
			hang: true,
			reset: true,
			close: true,
			status: true,
			portal: true,
			redirect: true,
			garbage: true,
			endless: true,
			empty: true,
			'no-token': true,
			cut: true,
			drip: true,
			certificate: true,
			refuse: true,
			handshake: true,
		};
		expect([...types].sort()).toEqual(Object.keys(all).sort());
	});
});

test('any text is a fault or is refused in words', () => {
	const words = fc.constantFrom('hang', 'delay', 'path', 'times', 'status', 'late', '=', ',', '1', '2s', '/x', 'ß');
	fc.assert(
		fc.property(
			fc.oneof(
				fc.string(),
				fc.array(words).map(list => list.join('')),
			),
			text => {
				const parsed = parseFault(text);
				expect(parsed.ok ? parsed.value.what.type : parsed.failure).toBeTruthy();
			},
		),
	);
});
