import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {parseRecord, storedRecord} from '../../source/domain/record-format.ts';
import {refusalKinds} from '../../source/domain/refusal.ts';
import type {SessionRecord} from '../../source/domain/session-record.ts';
import {recordOf} from '../../source/domain/session-recording.ts';
import {minutes} from '../../source/domain/time.ts';
import {refusal} from '../support/refusals.ts';
import {createPlayer, noon, profileNamed} from '../support/sessions.ts';

const asRead = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const stored = (record: SessionRecord) => asRead(storedRecord(record)) as Record<string, unknown>;

function activeRecord(): SessionRecord {
	const player = createPlayer(profileNamed('dc1'));
	player.signIn('first-token', 81_301);
	player.pass(minutes(3));
	player.answerTickle();
	return recordOf(player.session(), 4242, player.now());
}

describe('a record', () => {
	test('stands in its file as it is, with the format named', () => {
		const record = activeRecord();
		expect(stored(record)).toEqual({schema: 'svt-tui/record/v1', ...(asRead(record) as object)});
		expect(stored(record)).toMatchObject({
			profile: 'dc1',
			state: 'active',
			idle: {earliest: noon + 780_000, latest: noon + 780_038},
			keepAlive: {state: 'on', keeperPid: 4242, sent: 1},
		});
	});

	test('of every state is read as it was written', () => {
		const kinds = fc.constantFrom(...refusalKinds);
		const steps = fc.array(fc.tuple(fc.constantFrom('tickle', 'refuse', 'pass', 'sign-in'), kinds), {maxLength: 12});
		fc.assert(
			fc.property(steps, chosen => {
				const player = createPlayer(profileNamed('dc1'));
				for (const [what, kind] of chosen) {
					if (what === 'sign-in') player.signIn();
					else if (what === 'pass') player.pass(minutes(4));
					else if (what === 'tickle') player.answerTickle();
					else player.answerTickle({refusal: refusal(kind)});
					const record = recordOf(player.session(), 4242, player.now());
					expect(parseRecord(stored(record))).toEqual(record);
				}
			}),
		);
	});

	test('takes nothing along that is not part of it', () => {
		const record = {...activeRecord(), bearer: 'first-token', token: {...activeRecord().token, bearer: 'first-token'}};
		expect(JSON.stringify(storedRecord(record as SessionRecord))).not.toContain('first-token');
	});

	test('from a later version of this format is read as far as it is known', () => {
		const record = activeRecord();
		expect(parseRecord({...stored(record), theme: 'dark', keepAlive: {...record.keepAlive, mood: 'good'}})).toEqual(
			record,
		);
	});
});

describe('no record is', () => {
	test.each([
		['nothing', undefined],
		['null', null],
		['a text', 'svt-tui/record/v1'],
		['a list', [{schema: 'svt-tui/record/v1'}]],
		['an empty object', {}],
		['a name alone', {schema: 'svt-tui/record/v1'}],
	])('%s', (_what, value) => {
		expect(parseRecord(value)).toBeUndefined();
	});

	const wrong: ReadonlyArray<readonly [path: string, value: unknown]> = [
		['schema', 'svt-tui/record/v2'],
		['schema', undefined],
		['profile', '../dc1'],
		['profile', undefined],
		['origin', 'https://dc1.example/path'],
		['origin', 7],
		['username', 'ada\u001b[2J'],
		['username', 'x'.repeat(1000)],
		['grant', 'implicit'],
		['storage', 'plain'],
		['renew', 'never'],
		['state', 'dead'],
		['reason', 'bad luck'],
		['network', ''],
		['writtenAt', '2026-11-22T12:00:00Z'],
		['writtenAt', null],
		['writtenAt', 8.65e15],
		['token', null],
		['token', {}],
		['token.fingerprint', 'A3F9'],
		['token.fingerprint', 'a'.repeat(65)],
		['token.reused', 'yes'],
		['token.grantedAt', undefined],
		['idleLimitMilliseconds', -1],
		['idle', {earliest: noon}],
		['idle', {earliest: noon, latest: noon - 1}],
		['absolute.latest', '1'],
		['keepAlive', undefined],
		['keepAlive.state', true],
		['keepAlive.keeperPid', 0],
		['keepAlive.keeperPid', -1],
		['keepAlive.keeperPid', 1.5],
		['keepAlive.intervalMilliseconds', null],
		['keepAlive.last', {at: noon}],
		['keepAlive.last.outcome', 'won'],
		['keepAlive.last.httpStatus', 2000],
		['keepAlive.last.roundTripMilliseconds', -5],
		['keepAlive.sent', -1],
		['keepAlive.failuresInARow', 1.5],
		['passwordStored', 'true'],
		['blocked', 'yes'],
		['clockSkewMilliseconds', 'late'],
	];

	test.each(wrong)('one whose %s is %j', (path, value) => {
		const record = stored(activeRecord());
		expect(parseRecord(record)).toBeDefined();
		const names = path.split('.');
		const last = names.pop() ?? '';
		const place = names.reduce<Record<string, unknown>>(
			(object, name) => object[name] as Record<string, unknown>,
			record,
		);
		if (value === undefined) delete place[last];
		else place[last] = value;
		expect(parseRecord(record)).toBeUndefined();
	});

	test('one that could not be read again: it is not written', () => {
		expect(storedRecord({...activeRecord(), profile: '../dc1'})).toBeUndefined();
		expect(storedRecord({...activeRecord(), idleLimitMilliseconds: Number.NaN})).toBeUndefined();
	});

	test('what JSON can be, and nothing is thrown', () => {
		fc.assert(
			fc.property(fc.jsonValue(), value => {
				expect(parseRecord(value)).toBeUndefined();
				expect(parseRecord({...stored(activeRecord()), token: value})?.token).toBeUndefined();
			}),
		);
	});
});
