import type {Key} from 'ink';
import {expect, test} from 'vitest';
import {createSession, type Session} from '../../source/domain/session.ts';
import {fittingKeys, keyWords} from '../../source/tui/key-bar-view.ts';
import {keyNames} from '../../source/tui/key-names.ts';
import {type Binding, bindings, type KeysOf} from '../../source/tui/keymap.ts';
import {usable, wishOf} from '../../source/tui/usable-keys.ts';
import {refusal} from '../support/refusals.ts';
import {createPlayer, profileNamed} from '../support/sessions.ts';

const signedOut = createSession(profileNamed('dc1'), true);

function active(): Session {
	const player = createPlayer(profileNamed('dc1'));
	player.signIn();
	return player.session();
}

const bar = (session: Session, columns: number) =>
	fittingKeys(keyWords(usable('session', session)), columns)
		.map(({key, word}) => `${key} ${word}`)
		.join('  ');

test('only keys that do something are in the bar', () => {
	expect(bar(signedOut, 80)).toBe('s sign in  l sessions  ? help  q quit');
	expect(bar(active(), 80)).toBe('t tickle  k keep-alive  s sign in  o sign out  l sessions  ? help  q quit');
});

test('a refusal to look at brings its key', () => {
	const player = createPlayer(profileNamed('dc1'));
	player.signIn();
	player.send({type: 'tickle-requested'});
	player.answerTickle({refusal: refusal('idle-expired')});
	expect(bar(player.session(), 100)).toContain('e last refusal');
});

test('where there is little room, help and the way out stay', () => {
	expect(bar(active(), 40)).toBe('t tickle  k keep-alive  ? help  q quit');
	expect(bar(active(), 30)).toBe('t tickle  ? help  q quit');
	expect(bar(active(), 10)).toBe('? help  q quit');
});

test('every bar fits its width from 30 columns on', () => {
	for (let columns = 30; columns < 160; columns += 1) expect(bar(active(), columns).length).toBeLessThan(columns);
});

test('no two keys of a screen mean different things at once', () => {
	const sessions = [signedOut, active(), {...signedOut, phase: {name: 'restoring', request: 1} as const}];
	for (const where of Object.keys(bindings) as KeysOf[]) {
		for (const session of sessions) {
			const keys = usable(where, session).flatMap(binding => binding.keys);
			// Esc is the exception: while something can be cancelled it cancels, and goes back otherwise.
			const twice = keys.filter((key, index) => keys.indexOf(key) !== index && key !== 'Esc');
			expect(twice).toEqual([]);
		}
	}
});

test('every key has its help, and no help speaks of another key', () => {
	const all: readonly Binding[] = Object.values(bindings).flat();
	for (const {keys, help} of all) {
		expect(keys.length).toBeGreaterThan(0);
		expect(help).toMatch(/^[a-z]/);
	}
});

test('Esc cancels a sign-in, and goes back otherwise', () => {
	const player = createPlayer(profileNamed('dc1'));
	player.send({type: 'restore-requested'});
	expect(wishOf('Esc', 'session', player.session())).toEqual({type: 'send', event: {type: 'cancel-requested'}});
	expect(wishOf('Esc', 'session', active())).toEqual({type: 'back'});
});

const noKey: Key = {
	upArrow: false,
	downArrow: false,
	leftArrow: false,
	rightArrow: false,
	pageDown: false,
	pageUp: false,
	home: false,
	end: false,
	return: false,
	escape: false,
	ctrl: false,
	shift: false,
	tab: false,
	backspace: false,
	delete: false,
	meta: false,
	super: false,
	hyper: false,
	capsLock: false,
	numLock: false,
};

test('keys have names, and those that came together are told apart', () => {
	expect(keyNames('q', noKey)).toEqual(['q']);
	expect(keyNames('', {...noKey, return: true})).toEqual(['Enter']);
	expect(keyNames('c', {...noKey, ctrl: true})).toEqual(['Ctrl-C']);
	expect(keyNames('', {...noKey, tab: true, shift: true})).toEqual(['Shift-Tab']);
	expect(keyNames('secret\r', noKey)).toEqual(['s', 'e', 'c', 'r', 'e', 't', 'Enter']);
	expect(keyNames('\x15new', noKey)).toEqual(['Ctrl-U', 'n', 'e', 'w']);
	expect(keyNames('ab\x7f\b\x01\x17', noKey)).toEqual(['a', 'b', 'Backspace', 'Backspace', 'Ctrl-A', 'Ctrl-W']);
	expect(keyNames('\x00a\x1c\x85', noKey)).toEqual(['a']);
	expect(keyNames('q', {...noKey, meta: true})).toEqual([]);
	expect(keyNames('q', {...noKey, eventType: 'release'})).toEqual([]);
});
