import {expect, test} from 'vitest';
import {createSignIn} from '../../source/domain/sign-in.ts';
import {createSignInEngine} from '../../source/engine/sign-in-engine.ts';
import {
	createNavigation,
	hereOf,
	type Move,
	type Navigation,
	navigate,
	signInPlace,
} from '../../source/tui/navigation.ts';
import {createStore} from '../../source/tui/store.ts';
import {refusal} from '../support/refusals.ts';
import {emptyDraft} from '../support/story-screen.tsx';
import {createWorld} from '../support/world.ts';

const list = {screen: 'sessions'} as const;
const session = (profile: string) => ({screen: 'session', profile}) as const;
const help = {screen: 'help', scroll: 0} as const;

const after = (start: Navigation, ...moves: readonly Move[]) => moves.reduce(navigate, start);

test('Esc goes back the way one came, and stays at its beginning', () => {
	const there = after(createNavigation(list, []), {type: 'went', to: session('dc1')}, {type: 'went', to: help});
	expect(hereOf(there)).toEqual(help);
	const back = after(there, {type: 'went-back'});
	expect(hereOf(back)).toEqual(session('dc1'));
	expect(hereOf(after(back, {type: 'went-back'}, {type: 'went-back'}, {type: 'went-back'}))).toEqual(list);
});

test('after a sign-in there is no way back into the form', () => {
	const signedIn = after(
		createNavigation(list, []),
		{type: 'went', to: session('dc1')},
		{type: 'went', to: session('form')},
		{type: 'signed-in', profile: 'dc2'},
	);
	expect(signedIn.places).toEqual([list, session('dc2')]);
	expect(after(createNavigation(session('form'), []), {type: 'signed-in', profile: 'dc2'}).places).toEqual([
		session('dc2'),
	]);
});

test('a refused sign-in leads back into the form, and from there to the session', () => {
	const place = signInPlace(
		createSignInEngine(createSignIn(emptyDraft, []), createWorld().appliance.appliance, () => undefined),
	);
	const waiting = after(createNavigation(list, []), {type: 'went', to: place}, {type: 'signed-in', profile: 'dc1'});
	const no = refusal('wrong-credentials');
	const again = after(waiting, {type: 'was-refused', refusal: no});
	const form = {...place.form, hasPassword: false, mayUseStored: false, focus: 'password'};
	expect(again.places).toEqual([list, session('dc1'), {...place, form, refusal: no}]);
	expect(after(again, {type: 'went-back'}).places).toEqual([list, session('dc1')]);
	const accepted = after(waiting, {type: 'left-form'});
	expect(accepted.places).toEqual([list, session('dc1')]);
	expect(after(accepted, {type: 'was-refused', refusal: no}).places).toEqual([list, session('dc1')]);
});

test('the list is the beginning of every way', () => {
	expect(after(createNavigation(session('dc1'), []), {type: 'went-to-list'}).places).toEqual([list]);
});

test('scrolling is forgotten with the place', () => {
	const scrolled = after(createNavigation(list, []), {type: 'went', to: help}, {type: 'scrolled', to: 7});
	expect(hereOf(scrolled)).toEqual({screen: 'help', scroll: 7});
	expect(hereOf(after(scrolled, {type: 'went-back'}, {type: 'went', to: help}))).toEqual(help);
});

test('notices are read once', () => {
	const told = createNavigation(list, ['the settings file was damaged']);
	const read = after(told, {type: 'notices-read'});
	expect(read.notices).toEqual([]);
	expect(navigate(read, {type: 'notices-read'})).toBe(read);
});

test('a question is asked until it is answered, and does not outlive the place', () => {
	const asked = after(createNavigation(list, []), {type: 'asked', question: {about: 'quit'}});
	expect(asked.question).toEqual({about: 'quit'});
	expect(after(asked, {type: 'answered'}).question).toBeUndefined();
	expect(after(asked, {type: 'signed-in', profile: 'dc1'}).question).toBeUndefined();
});

test('a store tells of changes, and of nothing else', () => {
	const store = createStore(createNavigation(list, []), navigate);
	let told = 0;
	const stop = store.subscribe(() => {
		told += 1;
	});
	store.move({type: 'turned-hidden'});
	store.move({type: 'notices-read'});
	expect(told).toBe(1);
	stop();
	store.move({type: 'turned-hidden'});
	expect(told).toBe(1);
	expect(store.getSnapshot().isHidden).toBe(false);
});
