import {createFormPresses} from './form-presses.ts';
import type {KeysOf} from './keymap.ts';
import {hereOf, type Place} from './navigation.ts';
import {shownSession} from './sessions-view.ts';
import {asOneLine, isCharacter} from './text-editing.ts';
import {hasExtraKeys, wishOf} from './usable-keys.ts';
import {createWishes, type WishPorts} from './wishes.ts';

/** What keys and pastes do, one after the other. */
export function createPresses(ports: WishPorts) {
	const {input, navigation} = ports;
	const {move} = navigation;
	const fulfil = createWishes(ports);
	const form = createFormPresses({navigation, wish});

	function pressed(key: string): void {
		const anyway = wishOf(key, 'everywhere', undefined);
		if (anyway !== undefined) fulfil(anyway);
		else if (navigation.getSnapshot().notices.length === 0) pressedHere(key);
		else {
			if (key === 'Esc' || !isEscGrave()) move({type: 'notices-read'});
			if (key !== 'Esc') pressedHere(key);
		}
	}

	/** Whoever presses Esc to hide a notice that has gone by itself must not decline or cancel by that. */
	function isEscGrave(): boolean {
		const state = navigation.getSnapshot();
		const here = hereOf(state);
		if (here.screen === 'sign-in') return here.signIn.getSnapshot().step !== 'address';
		return wishOf('Esc', here.screen, shownSession(state, input.sessions.getSnapshot()))?.type === 'send';
	}

	function pressedHere(key: string): void {
		const state = navigation.getSnapshot();
		const here = hereOf(state);
		if (state.question !== undefined) wish(key, `${state.question.about}-question`);
		else if (here.screen === 'sign-in') form.pressed(here, key);
		else if (here.screen === 'sessions' && state.filter.isTyped) typeIntoFilter(key);
		else if (!pressedExtra(key, here.screen)) wish(key, here.screen);
	}

	/** The caller's keys work where they are shown, and come first there. */
	function pressedExtra(key: string, screen: Place['screen']): boolean {
		const extra = input.extraKeys.find(candidate => candidate.key === key);
		if (extra === undefined || !hasExtraKeys(screen)) return false;
		extra.press();
		return true;
	}

	function pasted(text: string): void {
		const {question, filter, ...state} = navigation.getSnapshot();
		const here = hereOf(state);
		if (question !== undefined) return;
		if (here.screen === 'sign-in') form.pasted(here, text);
		else if (filter.isTyped) move({type: 'filtered', text: filter.text + asOneLine(text).trim(), isTyped: true});
	}

	function typeIntoFilter(key: string): void {
		const {text} = navigation.getSnapshot().filter;
		if (key === 'Esc') move({type: 'filtered', text: '', isTyped: false});
		else if (key === 'Enter') move({type: 'filtered', text, isTyped: false});
		else if (key === 'Up' || key === 'Down') fulfil({type: 'choose', by: key === 'Up' ? -1 : 1});
		else if (key === 'Backspace') move({type: 'filtered', text: [...text].slice(0, -1).join(''), isTyped: true});
		else if (isCharacter(key)) move({type: 'filtered', text: text + key, isTyped: true});
	}

	function wish(key: string, where: KeysOf): void {
		const wanted = wishOf(
			key,
			where,
			shownSession(navigation.getSnapshot(), input.sessions.getSnapshot()),
			navigation.getSnapshot().filter.text,
		);
		if (wanted !== undefined) fulfil(wanted);
	}

	return {pressed, pasted};
}
