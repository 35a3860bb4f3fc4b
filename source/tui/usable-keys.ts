import type {Session} from '../domain/session.ts';
import {type Binding, bindings, type KeysOf, type Wish} from './keymap.ts';
import type {Place} from './navigation.ts';

/** The keys that work, as things stand. */
export const usable = (where: KeysOf, shown: Session | undefined, filter = ''): readonly Binding[] =>
	(bindings[where] as readonly Binding[]).filter(
		({phases, needs}) =>
			(phases === undefined || (shown !== undefined && phases.includes(shown.phase.name))) &&
			isThere(needs, shown, filter),
	);

function isThere(needs: Binding['needs'], shown: Session | undefined, filter: string): boolean {
	switch (needs) {
		case undefined:
			return true;
		case 'refusal':
			return shown !== undefined && shown.refusals.length > 0;
		case 'refusals':
			return shown !== undefined && shown.refusals.length > 1;
		case 'stored-password':
			return shown?.passwordStored === true;
		case 'filter':
			return filter !== '';
	}
}

/** Where the caller's keys work. */
export const hasExtraKeys = (where: KeysOf | Place['screen']) => where === 'session' || where === 'sessions';

export const wishOf = (key: string, where: KeysOf, shown: Session | undefined, filter = ''): Wish | undefined =>
	usable(where, shown, filter).find(({keys}) => keys.includes(key))?.wish;
