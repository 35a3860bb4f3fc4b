import {inspect} from 'node:util';
import {expect, test} from 'vitest';
import {createSignIn} from '../../source/domain/sign-in.ts';
import {seconds} from '../../source/domain/time.ts';
import {createSignInEngine} from '../../source/engine/sign-in-engine.ts';
import {createFormPresses} from '../../source/tui/form-presses.ts';
import {createNavigation, hereOf, navigate, signInPlace} from '../../source/tui/navigation.ts';
import {createStore} from '../../source/tui/store.ts';
import {emptyDraft} from '../support/story-screen.tsx';
import {createWorld} from '../support/world.ts';

/** A person at the credentials of an appliance, and what became of the password that they typed. */
async function openCredentials() {
	const taken: string[] = [];
	const draft = {...emptyDraft, address: 'dc9', username: 'administrator'};
	const world = createWorld();
	const signIn = createSignInEngine(createSignIn(draft, []), world.appliance.appliance, (_profile, password) => {
		taken.push(password?.reveal() ?? 'the stored one');
	});
	signIn.dispatch({type: 'address-given', text: 'dc9'});
	await world.pass(seconds(1));
	const navigation = createStore(createNavigation(signInPlace(signIn), []), navigate);
	const presses = createFormPresses({navigation, wish: () => undefined});
	const here = () => {
		const place = hereOf(navigation.getSnapshot());
		if (place.screen !== 'sign-in') throw new Error(`this is the ${place.screen} screen`);
		return place;
	};
	return {
		taken,
		navigation,
		press: (...keys: readonly string[]) => keys.map(key => presses.pressed(here(), key)),
		paste: (text: string) => presses.pasted(here(), text),
		hasPassword: () => here().form.hasPassword,
	};
}

test('what is drawn knows that there is a password, and nothing of what it is', async () => {
	const form = await openCredentials();
	form.press(...'correct ');
	form.paste('horse\n battery');
	expect(form.hasPassword()).toBe(true);
	const state = form.navigation.getSnapshot();
	expect(inspect(state, {depth: null, showHidden: true}) + JSON.stringify(state)).not.toMatch(/correct|horse|battery/);
	form.press('Enter');
	expect(form.taken).toEqual(['correct horse battery']);
	expect(form.hasPassword()).toBe(false);
});

test('is typed at its end, a character being a character', async () => {
	const form = await openCredentials();
	form.press('ä', '😀', 'x', 'Backspace', 'Backspace', 'Left', 'é', 'Enter');
	expect(form.taken).toEqual(['äé']);
});

test.each(['Ctrl-U', 'Ctrl-W'])('is gone at %s, and at the last Backspace', async key => {
	const form = await openCredentials();
	form.press('x', 'y', key);
	expect(form.hasPassword()).toBe(false);
	form.press('z', 'Backspace');
	expect(form.hasPassword()).toBe(false);
	form.press('z', 'Enter');
	expect(form.taken).toEqual(['z']);
});

test('pasted beyond all measure is cut', async () => {
	const form = await openCredentials();
	form.paste('x'.repeat(1_000_000));
	form.press('y', 'Enter');
	expect(form.taken.map(password => password.length)).toEqual([1024]);
});
