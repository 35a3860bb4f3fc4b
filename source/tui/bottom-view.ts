import type {Session} from '../domain/session.ts';
import type {ExtraKey} from '../engine/screen-input.ts';
import {focusOf} from './form.ts';
import {fittingKeys, type KeyWord, keyWords} from './key-bar-view.ts';
import type {Binding} from './keymap.ts';
import {hereOf, type Navigation} from './navigation.ts';
import {hasExtraKeys, usable} from './usable-keys.ts';

export type BottomView = {readonly extra: readonly KeyWord[]; readonly keys: readonly KeyWord[]};

/** The keys at the bottom, and those that the caller adds above them. */
export function bottomView(
	navigation: Navigation,
	session: Session | undefined,
	extraKeys: readonly ExtraKey[],
	columns: number,
): BottomView {
	const here = hereOf(navigation);
	const isExtra = navigation.question === undefined && hasExtraKeys(here.screen);
	return {
		extra: isExtra ? extraKeys.map(({key, help}) => ({key, word: help()})) : [],
		keys: fittingKeys(withoutNotices(navigation, keysOf(navigation, session)), columns),
	};
}

/** While there are notices, Esc is for them. */
function withoutNotices({notices}: Navigation, keys: readonly KeyWord[]): readonly KeyWord[] {
	return notices.length === 0 ? keys : [way.read, ...keys.filter(({key}) => key !== way.read.key)];
}

function leadersFirst(keys: readonly Binding[], session: Session | undefined): readonly Binding[] {
	const isLeader = ({leads}: Binding) => session !== undefined && leads?.includes(session.phase.name) === true;
	return [...keys.filter(isLeader), ...keys.filter(key => !isLeader(key))];
}

function keysOf(navigation: Navigation, session: Session | undefined): readonly KeyWord[] {
	const {question, filter} = navigation;
	const here = hereOf(navigation);
	if (question !== undefined) return keyWords(usable(`${question.about}-question`, session));
	if (here.screen === 'sessions' && filter.isTyped) return [way.choose, way.all, way.out];
	if (here.screen !== 'sign-in') return keyWords(leadersFirst(usable(here.screen, session), session));
	const signIn = here.signIn.getSnapshot();
	const {step} = signIn;
	if (step === 'trust') return [...keyWords(usable('trust', session)), way.out];
	if (step === 'credentials') {
		const toggle = focusOf(signIn, here.form) === 'save' ? [way.toggle] : [];
		return [way.on, way.next, ...toggle, way.back, way.out];
	}
	// Who started at the form has nowhere to go back to.
	return step === 'address' && navigation.places.length === 1 ? [way.on, way.out] : formKeys[step];
}

const way = {
	on: {key: 'Enter', word: 'go on'},
	next: {key: 'Tab', word: 'next'},
	toggle: {key: 'Space', word: 'save or not'},
	back: {key: 'Esc', word: 'back'},
	choose: {key: 'Enter', word: 'done'},
	all: {key: 'Esc', word: 'show all'},
	read: {key: 'Esc', word: 'hide notice'},
	out: {key: 'Ctrl-C', word: 'quit'},
} as const;

const formKeys = {
	address: [way.on, way.back, way.out],
	looking: [{key: 'Esc', word: 'cancel'}, way.out],
	done: [way.out],
} as const;
