import {describe, expect, test} from 'vitest';
import {type RefusalKind, refusalKinds} from '../../source/domain/refusal.ts';
import {mayHaveCounted, proofOf} from '../../source/domain/tickle-proof.ts';
import {refusal} from '../support/refusals.ts';

type Proof = ReturnType<typeof proofOf>;

const proofs: Readonly<Record<RefusalKind, readonly [Proof, 'may have counted' | 'did not count']>> = {
	'idle-expired': ['dead', 'did not count'],
	'absolute-expired': ['dead', 'did not count'],
	'unknown-token': ['dead', 'did not count'],
	unauthorized: ['dead', 'did not count'],
	'wrong-credentials': ['dead', 'did not count'],
	'account-locked': ['dead', 'did not count'],
	'client-login-refused': ['dead', 'did not count'],
	'no-token': ['nothing', 'did not count'],
	'proxy-login': ['nothing', 'did not count'],
	'not-permitted': ['alive', 'did not count'],
	'grant-unsupported': ['nothing', 'did not count'],
	'bad-request': ['alive', 'did not count'],
	'not-found': ['alive', 'did not count'],
	method: ['alive', 'did not count'],
	version: ['alive', 'did not count'],
	busy: ['nothing', 'may have counted'],
	slow: ['nothing', 'may have counted'],
	'server-error': ['nothing', 'may have counted'],
	unreachable: ['nothing', 'may have counted'],
	'untrusted-certificate': ['stop', 'did not count'],
	'certificate-changed': ['stop', 'did not count'],
	tls: ['nothing', 'did not count'],
	'task-failed': ['alive', 'did not count'],
	'not-simplivity': ['nothing', 'did not count'],
	unreadable: ['nothing', 'may have counted'],
};

describe('what a refused tickle proves about the session', () => {
	test.each(Object.entries(proofs))('%s', (kind, [proof, counted]) => {
		const refused = refusal(kind as RefusalKind);
		expect(proofOf(refused)).toBe(proof);
		expect(mayHaveCounted(refused)).toBe(counted === 'may have counted');
	});

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

describe('whether a request that failed on the way may have counted as use', () => {
	test.each([
		['ECONNREFUSED', false],
		['ENOTFOUND', false],
		['EAI_AGAIN', false],
		['EHOSTUNREACH', false],
		['ENETUNREACH', false],
		['ENETDOWN', false],
		['EHOSTDOWN', false],
		['EADDRNOTAVAIL', false],
		['SVT_PLAIN_HTTP', false],
		['ECONNRESET', true],
		['EPIPE', true],
		['ETIMEDOUT', true],
		['SVT_TIMEOUT', true],
		['SVT_CANCELLED', true],
		['something new', true],
		[undefined, true],
	])('%s: %s', (code, counted) => {
		expect(mayHaveCounted(refusal('unreachable', {code}))).toBe(counted);
	});
});
