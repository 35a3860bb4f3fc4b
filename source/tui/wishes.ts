import {isKept, type Session} from '../domain/session.ts';
import type {ScreenEnd, ScreenInput} from '../engine/screen-input.ts';
import type {SessionEngine} from '../engine/session-engine.ts';
import type {Wish} from './keymap.ts';
import {isOneKeyAway} from './message-lines.ts';
import {hereOf, type Move, type Navigation, refusalAt, refusalPlace, signInPlace} from './navigation.ts';
import {chosenOf, listed, shownSession} from './sessions-view.ts';
import type {Store} from './store.ts';

export type WishPorts = {
	readonly input: ScreenInput;
	readonly navigation: Store<Navigation, Move>;
	readonly exit: (end: ScreenEnd) => void;
	readonly suspend: () => void;
	/** All of it, whatever stands there by now. */
	readonly redraw: () => void;
	/** The furthest that what is shown can be scrolled. */
	readonly mostScroll: () => number;
};

/** Does what a person wants: an event to the engine, or a move of the screen. */
export function createWishes({input, navigation, exit, suspend, redraw, mostScroll}: WishPorts) {
	const {sessions} = input;
	const {move} = navigation;
	const shown = () => shownSession(navigation.getSnapshot(), sessions.getSnapshot());

	function fulfil(wish: Wish): void {
		switch (wish.type) {
			case 'send':
				toEngine(engine => engine.dispatch(wish.event));
				leaveLens();
				break;
			case 'turn-keep-alive':
				toEngine(engine => engine.dispatch({type: 'keep-alive-requested', on: !engine.getSnapshot().keepAlive}));
				break;
			case 'sign-in':
				beginSignIn(wish.how, shown());
				break;
			case 'sign-out':
				move({type: 'answered'});
				toEngine(engine => engine.dispatch({type: 'sign-out-requested', forgetPassword: wish.forgetPassword}));
				break;
			case 'ask':
				ask(wish.about, shown());
				break;
			case 'show':
				show(wish.screen, shown());
				break;
			case 'open-chosen':
				openChosen();
				break;
			case 'choose':
				choose(wish.by);
				break;
			case 'scroll':
				scroll(wish.by);
				break;
			case 'look-at':
				lookAt(wish.by, shown());
				break;
			case 'turn-refusal':
				move({type: 'turned-refusal'});
				break;
			case 'filter':
				move({type: 'filtered', text: navigation.getSnapshot().filter.text, isTyped: true});
				break;
			case 'back':
				back();
				break;
			case 'stay':
				move({type: 'answered'});
				break;
			case 'hide':
				move({type: 'turned-hidden'});
				break;
			case 'quit':
				exit('quit');
				break;
			case 'interrupt':
				exit('interrupted');
				break;
			case 'suspend':
				suspend();
				break;
			case 'redraw':
				redraw();
				break;
			case 'judge-certificate':
				judge(wish.event);
				break;
		}
	}

	function toEngine(give: (engine: SessionEngine) => void): void {
		const session = shown();
		const engine = session && sessions.find(session.profile.name);
		if (engine !== undefined) give(engine);
	}

	function beginSignIn(how: 'at-once' | 'typed' | 'elsewhere', session: Session | undefined): void {
		if (how === 'elsewhere' || session === undefined) {
			move({type: 'went', to: signInPlace(input.beginSignIn())});
			return;
		}
		if (how === 'at-once' && isOneKeyAway(session)) {
			toEngine(engine => engine.dispatch({type: 'stored-sign-in-requested'}));
			leaveLens();
			return;
		}
		move({type: 'went', to: signInPlace(input.beginSignIn(session.profile), session)});
	}

	function ask(about: 'quit' | 'sign-out', session: Session | undefined): void {
		if (about === 'sign-out' && session !== undefined)
			move({type: 'asked', question: {about, profile: session.profile.name}});
		if (about === 'quit' && sessions.getSnapshot().some(isKept)) move({type: 'asked', question: {about}});
		else if (about === 'quit') exit('quit');
	}

	function show(screen: 'sessions' | 'refusal' | 'help', session: Session | undefined): void {
		if (screen === 'sessions') move({type: 'went-to-list'});
		else if (screen === 'help') move({type: 'went', to: {screen, scroll: 0}});
		else if (session !== undefined) move({type: 'went', to: refusalPlace(session)});
	}

	/** What was asked for there is seen on the session's own screen. */
	function leaveLens(): void {
		if (hereOf(navigation.getSnapshot()).screen === 'refusal') move({type: 'went-back'});
	}

	function lookAt(by: number, session: Session | undefined): void {
		const here = hereOf(navigation.getSnapshot());
		if (here.screen !== 'refusal' || session === undefined) return;
		const {refusals} = session;
		const index = refusalAt(refusals, here.since) + by;
		move({type: 'looked-at', since: refusals[Math.min(refusals.length - 1, Math.max(0, index))]?.since});
	}

	function openChosen(): void {
		const {filter, chosen} = navigation.getSnapshot();
		const profile = chosenOf(listed(sessions.getSnapshot(), filter.text), chosen);
		if (profile !== undefined) move({type: 'went', to: {screen: 'session', profile}});
	}

	function choose(by: number): void {
		const {filter, chosen} = navigation.getSnapshot();
		const rows = listed(sessions.getSnapshot(), filter.text);
		const index = rows.findIndex(({profile}) => profile.name === chosenOf(rows, chosen)) + by;
		move({type: 'chose', profile: rows[Math.min(rows.length - 1, Math.max(0, index))]?.profile.name});
	}

	function scroll(by: number): void {
		const here = hereOf(navigation.getSnapshot());
		const most = mostScroll();
		const from = 'scroll' in here ? Math.min(here.scroll, most) : 0;
		move({type: 'scrolled', to: Math.min(most, Math.max(0, from + by))});
	}

	function back(): void {
		if (hereOf(navigation.getSnapshot()).screen === 'sessions') move({type: 'filtered', text: '', isTyped: false});
		else move({type: 'went-back'});
	}

	function judge(event: 'certificate-accepted' | 'certificate-declined'): void {
		const here = hereOf(navigation.getSnapshot());
		if (here.screen !== 'sign-in') return;
		move({type: 'scrolled', to: 0});
		here.signIn.dispatch({type: event});
	}

	return fulfil;
}
