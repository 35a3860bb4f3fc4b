import {expect, test} from 'vitest';
import {type MetRefusal, withRefusal} from '../../source/domain/met-refusals.ts';
import {instant} from '../../source/domain/time.ts';
import {refusal} from '../support/refusals.ts';

const metAt = (met: readonly MetRefusal[], at: number, no = refusal('busy')) =>
	withRefusal(met, {refusal: no, at: instant(at)});

test('what is met again and again is one refusal, from its first to its last time, with its last words', () => {
	const first = metAt([], 1000, refusal('busy', {serverSays: 'one'}));
	const third = metAt(metAt(first, 2000), 3000, refusal('busy', {serverSays: 'three'}));
	expect(third).toEqual([
		{refusal: refusal('busy', {serverSays: 'three'}), since: 1000, at: 3000, times: 3, ownClocks: undefined},
	]);
});

test('another kind, status, code, path or token is another refusal', () => {
	const others = [
		refusal('slow'),
		refusal('busy', {status: 429}),
		refusal('busy', {code: 'ECONNRESET'}),
		refusal('busy', {path: '/api/hosts'}),
		refusal('busy', {token: {fingerprint: 'beef', isCurrent: true}}),
	];
	for (const other of others) expect(metAt(metAt([], 1000), 2000, other)).toHaveLength(2);
});

test('what was met again after something was accepted is another one', () => {
	const again = withRefusal(metAt([], 1000), {refusal: refusal('busy'), at: instant(9000), acceptedAt: instant(5000)});
	expect(again.map(({since, times}) => [since, times])).toEqual([
		[1000, 1],
		[9000, 1],
	]);
	const before = withRefusal(metAt([], 1000), {refusal: refusal('busy'), at: instant(9000), acceptedAt: instant(500)});
	expect(before).toHaveLength(1);
});

test('only the latest twenty are kept, however many there are', () => {
	let met: readonly MetRefusal[] = [];
	for (let at = 0; at < 50; at += 1) met = metAt(met, at, refusal(at % 2 === 0 ? 'busy' : 'slow'));
	expect(met.map(({at}) => at)).toEqual(Array.from({length: 20}, (_, index) => 30 + index));
});
