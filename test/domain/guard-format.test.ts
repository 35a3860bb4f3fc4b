import {describe, expect, test} from 'vitest';
import {parseGuard, storedGuard} from '../../source/domain/guard-format.ts';
import {type LoginGuard, noGuard, withAttempt, withRefusal} from '../../source/domain/login-guard.ts';
import {fullGuard} from '../support/login-guards-contract.ts';
import {noon} from '../support/sessions.ts';

const mark = `0000002a.${'1'.repeat(64)}`;
const asRead = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const written = {
	schema: 'svt-tui/login-guard/v1',
	refused: [{mark, kind: 'wrong-credentials', at: noon}],
	unattended: [noon],
};

describe('a guard', () => {
	test('stands in its file as it is, with the format named', () => {
		const guard = withAttempt(withRefusal(noGuard, mark, 'wrong-credentials', noon), noon);
		expect(asRead(storedGuard(guard))).toEqual(written);
		expect(parseGuard(written)).toEqual(guard);
	});

	test.each([
		['empty', noGuard],
		['full', fullGuard()],
	])('that is %s is read as it was written', (_what, guard) => {
		expect(parseGuard(asRead(storedGuard(guard)))).toEqual(guard);
	});

	test('takes nothing along that is not part of it', () => {
		const guard = {...noGuard, username: 'administrator', password: 'secret'};
		expect(storedGuard(guard)).toEqual({schema: 'svt-tui/login-guard/v1', ...noGuard});
	});

	test('with a mark that is none is not written', () => {
		expect(storedGuard(withRefusal(noGuard, 'correct horse', 'wrong-credentials', noon))).toBeUndefined();
	});
});

describe('no guard is', () => {
	const refusedAs = (change: object) => ({...written, refused: [{...written.refused[0], ...change}]});
	const many = (count: number, value: unknown) => Array.from({length: count}, () => value);

	test.each<readonly [what: string, value: unknown]>([
		['nothing', undefined],
		['null', null],
		['a text', 'svt-tui/login-guard/v1'],
		['a list', [written]],
		['an empty object', {}],
		['a name alone', {schema: written.schema}],
		['a later version', {...written, schema: 'svt-tui/login-guard/v2'}],
		['another format', {...written, schema: 'svt-tui/record/v1'}],
		['without its sign-ins', {...written, unattended: undefined}],
		['with sign-ins that are no list', {...written, unattended: {length: 1, 0: noon}}],
		['with more sign-ins than it may hold', {...written, unattended: many(7, noon)}],
		['with a sign-in that is no instant', {...written, unattended: ['2026-11-22T12:00:00Z']}],
		['with a sign-in beyond any calendar', {...written, unattended: [8.64e15 + 1]}],
		['with more refused passwords than it may hold', {...written, refused: many(9, written.refused[0])}],
		['with a kind that there is not', refusedAs({kind: 'tired'})],
		['with a mark that is none', refusedAs({mark: 'correct horse'})],
		['with a mark in capitals', refusedAs({mark: mark.replace('2a', '2A')})],
		['with a mark and more', refusedAs({mark: `${mark}\n`})],
		['with a refusal at no time', refusedAs({at: null})],
	])('%s', (_what, value) => {
		expect(parseGuard(value)).toBeUndefined();
	});

	test('what only inherits its fields', () => {
		const inherited: LoginGuard = Object.create(written);
		expect(parseGuard(inherited)).toBeUndefined();
	});
});
