import type {MetRefusal} from '../domain/met-refusals.ts';
import type {Refusal} from '../domain/refusal.ts';
import {isStoredRefused, type Session} from '../domain/session.ts';
import type {Instant} from '../domain/time.ts';
import type {SignInEngine} from '../engine/sign-in-engine.ts';
import {createForm, type Form} from './form.ts';
import {createTypedPassword, type TypedPassword} from './typed-password.ts';

/** Where a person is. The session itself, its sign-in and the time are elsewhere. */
export type Navigation = {
	/** The way here: the last one is shown, Esc goes one back. Never empty. */
	readonly places: readonly Place[];
	readonly question: Question | undefined;
	readonly notices: readonly string[];
	readonly isHidden: boolean;
	/** The chosen profile of the list; undefined: the first one. */
	readonly chosen: string | undefined;
	readonly filter: {readonly text: string; readonly isTyped: boolean};
};

export type Place =
	| {readonly screen: 'sessions'}
	/** `form`: where the sign-in that is under way was typed, and where to be again should the appliance refuse it. */
	| {readonly screen: 'session'; readonly profile: string; readonly form?: SignInPlace | undefined}
	| SignInPlace
	| RefusalPlace
	| {readonly screen: 'help'; readonly scroll: number};

export type RefusalPlace = {
	readonly screen: 'refusal';
	readonly profile: string;
	/** Which of those that the session met, by when it came first; undefined: the latest. */
	readonly since: Instant | undefined;
	readonly shows: 'explained' | 'original';
	readonly scroll: number;
};

export type SignInPlace = {
	readonly screen: 'sign-in';
	readonly signIn: SignInEngine;
	readonly form: Form;
	readonly password: TypedPassword;
	/** What came of what was typed here before; undefined at first. */
	readonly refusal: Refusal | undefined;
	readonly scroll: number;
};

export type Question = {readonly about: 'quit'} | {readonly about: 'sign-out'; readonly profile: string};

export type Move =
	| {readonly type: 'went'; readonly to: Place}
	| {readonly type: 'went-back'}
	/** To the session of this profile, which no way leads back from to the form. */
	| {readonly type: 'signed-in'; readonly profile: string}
	/** The appliance refused what was typed: back to the form, and from there back to the session. */
	| {readonly type: 'was-refused'; readonly refusal: Refusal}
	/** It was accepted, or it is not about what was typed: the form is not needed again. */
	| {readonly type: 'left-form'}
	| {readonly type: 'went-to-list'}
	| {readonly type: 'asked'; readonly question: Question}
	| {readonly type: 'answered'}
	| {readonly type: 'notices-read'}
	| {readonly type: 'turned-hidden'}
	| {readonly type: 'chose'; readonly profile: string | undefined}
	| {readonly type: 'filtered'; readonly text: string; readonly isTyped: boolean}
	| {readonly type: 'scrolled'; readonly to: number}
	| {readonly type: 'looked-at'; readonly since: Instant | undefined}
	| {readonly type: 'turned-refusal'}
	| {readonly type: 'typed'; readonly form: Form};

export const createNavigation = (first: Place, notices: readonly string[]): Navigation => ({
	places: [first],
	question: undefined,
	notices,
	isHidden: false,
	chosen: undefined,
	filter: {text: '', isTyped: false},
});

/** The form; `known` is the session that it is for, if there is one, which knows what was refused. */
export const signInPlace = (signIn: SignInEngine, known?: Session): SignInPlace => ({
	screen: 'sign-in',
	signIn,
	form: createForm(signIn.getSnapshot(), known === undefined || (known.passwordStored && !isStoredRefused(known))),
	password: createTypedPassword(),
	refusal: undefined,
	scroll: 0,
});

/** At the latest one, and it stays that one when others come. */
export const refusalPlace = ({profile, refusals}: Session): RefusalPlace => ({
	screen: 'refusal',
	profile: profile.name,
	since: refusals.at(-1)?.since,
	shows: 'explained',
	scroll: 0,
});

/** The index of the one that is looked at; that of the latest when it is not there any more. */
export function refusalAt(refusals: readonly MetRefusal[], since: Instant | undefined): number {
	const found = refusals.findIndex(met => met.since === since);
	return found < 0 ? refusals.length - 1 : found;
}

export const hereOf = ({places}: Pick<Navigation, 'places'>): Place => places.at(-1) ?? {screen: 'sessions'};

export function navigate(navigation: Navigation, move: Move): Navigation {
	const {places} = navigation;
	switch (move.type) {
		case 'went':
			return {...navigation, places: [...places, move.to], question: undefined};
		case 'went-back':
			return places.length === 1 ? navigation : {...navigation, places: places.slice(0, -1)};
		case 'signed-in':
			return {...navigation, places: withSession(places, move.profile), chosen: move.profile, question: undefined};
		case 'was-refused':
			return {...navigation, places: withFormAgain(places, move.refusal), question: undefined};
		case 'left-form':
			return {...navigation, places: here(places, withoutForm)};
		case 'went-to-list':
			return {...navigation, places: [{screen: 'sessions'}]};
		case 'asked':
			return {...navigation, question: move.question};
		case 'answered':
			return {...navigation, question: undefined};
		case 'notices-read':
			return navigation.notices.length === 0 ? navigation : {...navigation, notices: []};
		case 'turned-hidden':
			return {...navigation, isHidden: !navigation.isHidden};
		case 'chose':
			return {...navigation, chosen: move.profile};
		case 'filtered':
			return {...navigation, filter: {text: move.text, isTyped: move.isTyped}};
		case 'scrolled':
			return {...navigation, places: here(places, place => ('scroll' in place ? {...place, scroll: move.to} : place))};
		case 'looked-at':
			return {
				...navigation,
				places: here(
					places,
					atRefusal(() => ({since: move.since, scroll: 0})),
				),
			};
		case 'turned-refusal':
			return {
				...navigation,
				places: here(
					places,
					atRefusal(({shows}) => ({shows: otherSide[shows], scroll: 0})),
				),
			};
		case 'typed':
			return {
				...navigation,
				places: here(places, place => (place.screen === 'sign-in' ? {...place, form: move.form} : place)),
			};
	}
}

/** The form is left for good; the session that it was opened from is not shown twice on the way. */
function withSession(places: readonly Place[], profile: string): readonly Place[] {
	const rest = places.filter(({screen}) => screen === 'sessions');
	const form = hereOf({places});
	return [...rest, {screen: 'session', profile, form: form.screen === 'sign-in' ? form : undefined}];
}

function withFormAgain(places: readonly Place[], refusal: Refusal): readonly Place[] {
	const place = hereOf({places});
	if (place.screen !== 'session' || place.form === undefined) return places;
	// The stored one may be the one that was refused.
	const form = {...place.form.form, hasPassword: false, mayUseStored: false, focus: 'password'} as const;
	return [...here(places, withoutForm), {...place.form, form, refusal}];
}

const otherSide = {explained: 'original', original: 'explained'} as const;

const atRefusal =
	(change: (place: RefusalPlace) => Partial<RefusalPlace>) =>
	(place: Place): Place =>
		place.screen === 'refusal' ? {...place, ...change(place)} : place;

const withoutForm = (place: Place): Place =>
	place.screen === 'session' ? {screen: 'session', profile: place.profile} : place;

const here = (places: readonly Place[], change: (place: Place) => Place): readonly Place[] =>
	places.map((place, index) => (index === places.length - 1 ? change(place) : place));
