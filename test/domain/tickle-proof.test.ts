import {describe, expect, test} from 'vitest';
import {type RefusalKind, refusalKinds} from '../../source/domain/refusal.ts';
import {mayHaveCounted, proofOf} from '../../source/domain/tickle-proof.ts';
import {refusal} from '../support/refusals.ts';

type Proof = ReturnType<typeof proofOf>;

const proofs: Readonly<Record<RefusalKind, Proof>> = {
	'idle-expired': 'dead',
	'absolute-expired': 'dead',
	'unknown-token': 'dead',
	unauthorized: 'dead',
	'wrong-credentials': 'dead',
	'account-locked': 'dead',
	'client-login-refused': 'dead',
	'no-token': 'nothing',
	'proxy-login': 'nothing',
	'not-permitted': 'alive',
	'grant-unsupported': 'nothing',
	'bad-request': 'alive',
	'not-found': 'alive',
	method: 'alive',
	version: 'alive',
	busy: 'nothing',
	slow: 'nothing',
	'server-error': 'nothing',
	unreachable: 'nothing',
	'untrusted-certificate': 'stop',
	'certificate-changed': 'stop',
	tls: 'nothing',
	'task-failed': 'alive',
	'not-simplivity': 'nothing',
	unreadable: 'nothing',
};

describe('what a refused tickle proves about the session', () => {
	test.each(Object.entries(proofs))('%s: %s', (kind, proof) => {
		expect(proofOf(refusal(kind as RefusalKind))).toBe(proof);
	});

	test.each(['not-permitted', 'not-found', 'method', 'version', 'bad-request'] as const)(
		'%s in a page, in words or without any: nothing, for somebody before the API may have said it',
		kind => {
			for (const shape of ['page', 'text', 'empty'] as const) expect(proofOf(refusal(kind, {shape}))).toBe('nothing');
		},
	);

	test('the table has every kind', () => {
		expect(Object.keys(proofs).sort()).toEqual([...refusalKinds].sort());
	});
});

describe('an answer that is not the appliance’s', () => {
	test.each([
		[200, 'nothing', 'a captive portal, which may go away'],
		[204, 'nothing', 'the same without a page'],
		[301, 'stop', 'a redirect would take the token elsewhere'],
		[302, 'stop', 'also for a moment'],
		[308, 'stop', 'also for good'],
		[404, 'stop', 'another server altogether'],
		[undefined, 'stop', 'not even HTTP'],
	])('with status %s proves %s: %s', (status, proof, _why) => {
		expect(proofOf(refusal('not-simplivity', {status}))).toBe(proof);
	});
});

describe('whether a request that proved nothing may have counted as use', () => {
	test.each([
		['resolve', false],
		['connect', false],
		['handshake', false],
		['request', true],
		['answer', true],
		[undefined, true],
	] as const)('broken off while in %s: %s', (phase, counted) => {
		for (const kind of ['unreachable', 'tls'] as const)
			expect(mayHaveCounted(refusal(kind, {phase, status: undefined, shape: undefined}))).toBe(counted);
	});

	test.each([
		['busy', true],
		['slow', true],
		['server-error', true],
		['unreadable', true],
		['not-found', true],
		['not-simplivity', false],
		['proxy-login', false],
		['no-token', false],
	] as const)('answered as %s: %s', (kind, counted) => {
		expect(mayHaveCounted(refusal(kind, {shape: 'page'}))).toBe(counted);
	});
});
