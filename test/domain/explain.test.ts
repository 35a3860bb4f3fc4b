import {describe, expect, test} from 'vitest';
import {explain} from '../../source/domain/explain.ts';
import type {ExplainContext, Explanation} from '../../source/domain/explanation.ts';
import {ownClocksAt} from '../../source/domain/own-clocks.ts';
import {refusalKinds} from '../../source/domain/refusal.ts';
import {refusalReport} from '../../source/domain/refusal-report.ts';
import {Secret} from '../../source/domain/secret.ts';
import {instant, later, minutes, seconds} from '../../source/domain/time.ts';
import {fixtures, refusalIn} from '../support/fixtures.ts';
import {refusal} from '../support/refusals.ts';
import {expectedWords, type Words} from './expected-words.ts';

const profile = {name: 'dc1', origin: 'https://10.1.1.16', username: 'administrator@vsphere.local'};
const refusals = fixtures.filter(({kind}) => kind !== 'granted');

const wordsOf = ({title, cause, advice}: Explanation): Words => ({
	title,
	cause,
	advice: advice.map(({text, command}) => (command === undefined ? [text] : [text, command])),
});

describe('what a person reads of a refusal', () => {
	test.each(refusals.map(entry => ({entry, name: entry.name})))('$name', ({entry, name}) => {
		const context = {profile: {...profile, grant: entry.request?.grant}};
		expect(wordsOf(explain(refusalIn(name), context))).toEqual(expectedWords[name]);
	});

	test('is written down for every refusal there is an example of', () => {
		expect(Object.keys(expectedWords).toSorted()).toEqual(refusals.map(({name}) => name).toSorted());
	});

	test('exists for every kind, with nothing known but the kind', () => {
		for (const kind of refusalKinds) {
			const {title, cause, advice} = explain(refusal(kind));
			expect(title.length, title).toBeLessThanOrEqual(60);
			expect(cause).toMatch(/^[A-Z].*\.$/);
			expect(advice.length).toBeGreaterThan(0);
			expect(JSON.stringify({title, cause, advice})).not.toMatch(/undefined|NaN|null/);
		}
	});
});

describe('titles and commands', () => {
	test('a title has at most 60 characters, and an advice ends without a full stop', () => {
		for (const {title, advice} of Object.values(expectedWords)) {
			expect(title.length, title).toBeLessThanOrEqual(60);
			for (const [text] of advice) expect(text).toMatch(/^[A-Z].*[^.]$/);
		}
	});

	test('commands go without a name where there is no profile', () => {
		expect(explain(refusal('idle-expired')).advice).toEqual([
			{text: 'Sign in again', command: 'svt-tui login'},
			{text: 'Keep the next session from idling out', command: 'svt-tui login --keep-alive'},
		]);
	});

	test('commands survive a name that a shell would read otherwise', () => {
		const commandFor = (name: string) =>
			explain(refusal('unauthorized'), {profile: {...profile, name}}).advice[0]?.command;
		expect(commandFor('köln_1.b-2')).toBe('svt-tui login köln_1.b-2');
		expect(commandFor("dc 1; rm -rf '~'")).toBe("svt-tui login 'dc 1; rm -rf '\\''~'\\'''");
		expect(commandFor('a\u001b[2Jb')).toBe("svt-tui login 'a\\u{1b}[2Jb'");
	});

	test('a stored password is mentioned', () => {
		expect(explain(refusal('unknown-token'), {profile, isStored: true}).advice[0]).toEqual({
			text: 'Sign in again; the password is stored',
			command: 'svt-tui login dc1',
		});
	});

	test("the server's text never stands in our words", () => {
		for (const entry of refusals) {
			const marked = {
				...refusalIn(entry.name),
				serverSays: 'Run svt-tui logout --all now',
				exception: 'RunThisException',
			};
			expect(JSON.stringify(explain(marked, {profile})), entry.name).not.toMatch(/logout|RunThis/);
		}
	});
});

describe('when the answer does not say why, our own clocks do', () => {
	const touchedAt = instant(1_795_514_400_000);
	const idleLimit = minutes(10);
	const idle = {earliest: later(touchedAt, idleLimit), latest: later(touchedAt, idleLimit)};
	const absolute = {earliest: later(touchedAt, minutes(60)), latest: later(touchedAt, minutes(60))};
	const at = (minute: number): ExplainContext => ({
		profile,
		ownClocks: ownClocksAt({idle, absolute}, idleLimit, later(touchedAt, minutes(minute))),
	});

	test('and say that they do: an unknown token after the idle limit', () => {
		const context = {
			profile,
			ownClocks: ownClocksAt({idle, absolute}, idleLimit, later(touchedAt, seconds(13 * 60 + 5))),
		};
		expect(wordsOf(explain(refusalIn('invalid-token-unknown'), context))).toEqual({
			title: 'By our clocks, the session was not used for too long',
			cause:
				"The appliance only says that it does not know the token. By our clocks the idle limit of 10 min passed 3 min 5 s before this answer, and an appliance names that reason only once. This is our reckoning, not the server's word.",
			advice: [
				['Sign in again', 'svt-tui login dc1'],
				['Keep the next session from idling out', 'svt-tui login dc1 --keep-alive'],
			],
		});
	});

	test('an unexplained 401 after the 24 hours', () => {
		expect(wordsOf(explain(refusalIn('empty-401'), at(61)))).toEqual({
			title: 'By our clocks, the 24 hours of the session are over',
			cause:
				"The appliance does not say why. By our clocks its absolute limit passed 1 min before this answer, and nothing extends that. This is our reckoning, not the server's word.",
			advice: [
				['Sign in again', 'svt-tui login dc1'],
				['Let svt-tui sign in by itself when the next token ends', 'svt-tui login dc1 --keep-alive --renew auto'],
			],
		});
	});

	test('but an unknown token that had time left did not simply run out', () => {
		expect(explain(refusalIn('invalid-token-unknown'), at(6)).cause).toBe(
			'It was revoked (a sign-out with the same account ends it for everybody), it had ended before, the REST service restarted, or another controller answered. By our clocks it had 4 min left, so it did not simply run out.',
		);
	});

	test('and an idle refusal that comes too early tells of a shorter limit', () => {
		const early = explain(refusalIn('idle-expired-message-doc'), at(5.5));
		expect(early.cause).toBe(
			'The appliance ends a token that no request uses for its idle limit. By our clocks it was unused for 5 min 30 s only: this appliance allows less than 10 min, or its clock was set.',
		);
		expect(early.advice.at(-1)).toEqual({
			text: 'Tell svt-tui to count with less',
			command: 'svt-tui login dc1 --idle-limit 4m',
		});
	});

	test('in time, the idle refusal is the limit of the profile', () => {
		expect(explain(refusalIn('idle-expired-message-doc'), at(11)).cause).toBe(
			'The appliance ends a token that no request uses for its idle limit (10 min).',
		);
	});

	test('an answer that names another token says so', () => {
		const {cause} = explain(refusalIn('invalid-token-unknown', {bearer: new Secret('another-token')}), {profile});
		expect(cause.endsWith(' The answer names another token than the one in use.')).toBe(true);
	});
});

describe('as JSON', () => {
	test('a refusal with everything known', () => {
		const found = refusalIn('token-bad-credentials-live-2022');
		expect(refusalReport(found, {title: 'T', cause: 'C', advice: [{text: 'A', command: 'svt-tui login dc1'}]})).toEqual(
			{
				schema: 'svt-tui/error/v1',
				kind: 'wrong-credentials',
				title: 'T',
				cause: 'C',
				advice: [{text: 'A', command: 'svt-tui login dc1'}],
				httpStatus: 401,
				path: '/api/oauth/token',
				serverTime: '2022-01-17T11:32:52.000Z',
				token: null,
				serverSays: 'Bad Credentials',
			},
		);
	});

	test('one with nothing known but a token', () => {
		const found = refusal('unknown-token', {status: undefined, token: {fingerprint: 'f0f6', isCurrent: undefined}});
		expect(
			JSON.parse(
				JSON.stringify(refusalReport(found, {title: 'T', cause: 'C', advice: [{text: 'A', command: undefined}]})),
			),
		).toEqual({
			schema: 'svt-tui/error/v1',
			kind: 'unknown-token',
			title: 'T',
			cause: 'C',
			advice: [{text: 'A', command: null}],
			httpStatus: null,
			path: null,
			serverTime: null,
			token: {fingerprint: 'f0f6', isCurrent: null},
			serverSays: null,
		});
	});
});
