import type {Session} from '../domain/session.ts';
import {type Binding, bindings, type KeysOf, type Wish} from './keymap.ts';

/** The keys that work, as things stand. */
export const usable = (where: KeysOf, shown: Session | undefined): readonly Binding[] =>
	(bindings[where] as readonly Binding[]).filter(
		({phases, needs}) =>
			(phases === undefined || (shown !== undefined && phases.includes(shown.phase.name))) &&
			(needs === undefined || shown?.lastRefusal !== undefined),
	);

export const wishOf = (key: string, where: KeysOf, shown: Session | undefined): Wish | undefined =>
	usable(where, shown).find(({keys}) => keys.includes(key))?.wish;
