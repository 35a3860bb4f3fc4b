import {describe, expect, test} from 'vitest';
import {type EventReport, eventReport} from '../../source/domain/event-report.ts';
import type {Happening} from '../../source/domain/journal.ts';
import type {RefusalKind} from '../../source/domain/refusal.ts';
import {sessionLife} from '../../source/domain/session-life.ts';
import {type Instant, instant, milliseconds, minutes} from '../../source/domain/time.ts';
import {barOf, marks} from '../../source/domain/timeline.ts';
import {refusal} from '../support/refusals.ts';

const clock = (time: string) => instant(Date.parse(`2026-11-22T${time}:00Z`));
type Telling = readonly [time: string, happening: Happening];
const events = (...told: readonly Telling[]): readonly EventReport[] =>
	told.map(([time, happening]) => eventReport('dc1', {at: clock(time), happening}));

const signedIn: Happening = {
	what: 'signed-in',
	fingerprint: 'f744',
	age: milliseconds(0),
	limit: minutes(1440),
	isSame: false,
};
const accepted: Happening = {what: 'tickle-accepted', status: 200, roundTrip: milliseconds(38)};
const failed: Happening = {what: 'tickle-failed', refusal: refusal('unreachable'), retryAt: undefined};
const rejected = (kind: Parameters<typeof refusal>[0]): Happening => ({what: 'rejected', refusal: refusal(kind)});
const ranOut: Happening = {what: 'ran-out', ending: 'idle'};

/** The bar in parts of ten minutes for each hour that it covers, and one for its end. */
function drawn(
	told: readonly EventReport[],
	at: string,
	now = at,
	kind: RefusalKind = 'unreachable',
): string | undefined {
	const life = sessionLife(told, {at: clock(at), kind, now: clock(now), idleLimit: minutes(10)});
	if (life === undefined) return undefined;
	const span = life.to - life.from;
	const parts = Math.round(span / minutes(10)) + 1;
	return barOf(life, {from: life.from, span, parts})
		.map(mark => (mark === undefined ? ' ' : marks[mark].sign))
		.join('');
}

/** Tickles that were accepted every five minutes, as far as that matters. */
function used(from: string, count: number): readonly Telling[] {
	const start: Instant = clock(from);
	return Array.from({length: count}, (_, index) => {
		const at = new Date(start + index * minutes(5)).toISOString().slice(11, 16);
		return [at, accepted] as const;
	});
}

describe('a session over time', () => {
	test('that was used to its end by the absolute limit', () => {
		const told = events(['10:00', signedIn], ...used('10:05', 11), ['11:00', rejected('absolute-expired')]);
		expect(drawn(told, '11:00')).toBe('━━━━━━┃');
	});

	test('that nobody used any more', () => {
		const told = events(
			['10:00', signedIn],
			...used('10:05', 4),
			['10:30', ranOut],
			['11:00', rejected('idle-expired')],
		);
		expect(drawn(told, '11:00')).toBe('━━────✕');
	});

	test('whose appliance could not be reached', () => {
		const told = events(
			['10:00', signedIn],
			...used('10:05', 4),
			['10:21', failed],
			['10:25', failed],
			['10:30', ranOut],
		);
		expect(drawn(told, '10:50')).toBe('━━▒✕');
	});

	test('over which the machine slept', () => {
		const slept: Happening = {what: 'machine-slept', span: minutes(30)};
		const told = events(
			['10:00', signedIn],
			...used('10:05', 4),
			['10:50', slept],
			['10:50', rejected('unknown-token')],
		);
		expect(drawn(told, '10:50')).toBe('━━zzz?');
	});

	test('that still lives is drawn up to now, past what was refused in between', () => {
		const told = events(['10:00', signedIn], ...used('10:05', 3), ['10:16', failed], ...used('10:20', 9));
		expect(drawn(told, '10:16', '11:00')).toBe('━▒━━━━▶');
	});

	test.each([
		['confirmed', undefined, '━━○'],
		['unchecked', refusal('unreachable'), '━━○'],
		['dead-already', refusal('unknown-token'), '━━○'],
		['still-accepted', undefined, '━━…'],
		['unknown', refusal('unreachable'), '━━…'],
		['elsewhere', undefined, '━━…'],
	] as const)(
		'that was signed out is drawn as revoked on the word of the appliance only: %s',
		(revocation, no, bar) => {
			const out: Happening = {what: 'signed-out', revocation, refusal: no};
			expect(drawn(events(['10:00', signedIn], ...used('10:05', 3), ['10:20', out]), '10:20')).toBe(bar);
		},
	);

	test('that had a short outage shows it, however long it is', () => {
		const told = events(['08:00', signedIn], ...used('08:05', 20), ['09:42', failed], ...used('09:45', 4));
		expect(drawn(told, '09:42', '10:00')).toBe('━━━━━━━━━━▒━▶');
	});

	test('whose keep-alive stopped is not drawn as one in use', () => {
		const stopped: Happening = {what: 'keep-alive-stopped', refusal: refusal('certificate-changed')};
		const told = events(['10:00', signedIn], ...used('10:05', 2), ['10:12', stopped]);
		expect(drawn(told, '10:12', '10:40', 'certificate-changed')).toBe('━▒▒▒▶');
	});

	test('is the one that died, though the next began within the same second', () => {
		const told = events(
			['10:00', signedIn],
			...used('10:05', 3),
			['10:20', rejected('unknown-token')],
			['10:20', signedIn],
		);
		expect(drawn(told, '10:20', '11:00', 'unknown-token')).toBe('━━?');
	});

	test('is none for a sign-in that was refused after it had run out', () => {
		const no: Happening = {what: 'sign-in-refused', refusal: refusal('wrong-credentials')};
		const told = events(['10:00', signedIn], ['10:10', ranOut], ['10:17', no]);
		expect(drawn(told, '10:17', '10:17', 'wrong-credentials')).toBeUndefined();
	});

	test('is the one that was asked about, not the one after it', () => {
		const told = events(['10:00', signedIn], ['10:10', rejected('unauthorized')], ['10:20', signedIn]);
		expect(drawn(told, '10:10', '10:40')).toBe('─■');
	});

	test('is none where nobody was signed in', () => {
		expect(drawn([], '10:00')).toBeUndefined();
		const over = events(['10:00', signedIn], ['10:10', rejected('idle-expired')]);
		expect(drawn(over, '10:30')).toBeUndefined();
	});

	test('begins with what is known first where its sign-in is not known any more', () => {
		expect(drawn(events(...used('10:00', 5)), '10:20')).toBe('━━▶');
	});
});
