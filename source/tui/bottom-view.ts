import type {Session} from '../domain/session.ts';
import type {ExtraKey} from '../engine/screen-input.ts';
import {type KeyWord, keyWords} from './key-bar-view.ts';
import type {Binding} from './keymap.ts';
import {hereOf, type Navigation} from './navigation.ts';
import {usable} from './usable-keys.ts';

/** The keys at the bottom, and those that the caller adds above them. */
export function bottomView(
	navigation: Navigation,
	session: Session | undefined,
	extraKeys: readonly ExtraKey[],
	columns: number,
): {readonly extra: readonly KeyWord[]; readonly keys: readonly KeyWord[]} {
	const here = hereOf(navigation);
	const {question, filter} = navigation;
	const bar = (bindings: readonly Binding[]) => keyWords(bindings, columns);
	if (question !== undefined)
		return {extra: [], keys: bar(usable(question.about === 'quit' ? 'quit-question' : 'sign-out-question', session))};
	if (here.screen === 'sign-in') {
		const {step} = here.signIn.getSnapshot();
		return {extra: [], keys: step === 'trust' ? [...bar(usable('trust', session)), way.out] : formKeys[step]};
	}
	if (here.screen === 'sessions' && filter.isTyped) return {extra: [], keys: [way.choose, way.all, way.out]};
	const isExtra = here.screen === 'session' || here.screen === 'sessions';
	return {
		extra: isExtra ? extraKeys.map(({key, help}) => ({key, word: help()})) : [],
		keys: bar(usable(here.screen, session)),
	};
}

const way = {
	on: {key: 'Enter', word: 'go on'},
	next: {key: 'Tab', word: 'next'},
	back: {key: 'Esc', word: 'back'},
	choose: {key: 'Enter', word: 'keep'},
	all: {key: 'Esc', word: 'show all'},
	out: {key: 'Ctrl-C', word: 'quit'},
} as const;

const formKeys = {
	address: [way.on, way.back, way.out],
	looking: [{key: 'Esc', word: 'cancel'}, way.out],
	credentials: [way.on, way.next, way.back, way.out],
	done: [way.out],
} as const;
