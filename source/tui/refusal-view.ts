import type {Session} from '../domain/session.ts';
import {type LensAsked, lensLines} from './lens-view.ts';
import {type Line, line} from './line.ts';
import {type RefusalPlace, refusalAt} from './navigation.ts';
import {originalLines} from './original-view.ts';

type RefusalView = {readonly header: string; readonly title: string; readonly lines: readonly Line[]};

/** One of the refusals that the session met: explained, or as it came. */
export function refusalView(session: Session, place: RefusalPlace, asked: LensAsked): RefusalView {
	const {refusals, profile} = session;
	const name = asked.shown(profile.name);
	const index = refusalAt(refusals, place.since);
	const met = refusals[index];
	if (met === undefined) return {header: name, title: 'Refusals', lines: [line('Nothing was refused.')]};
	const age = refusals.length - index;
	const isOriginal = place.shows === 'original';
	return {
		header: refusals.length === 1 ? name : `${name} · refusal ${age} of ${refusals.length}, the latest first`,
		title: isOriginal ? 'The answer as it came' : age === 1 ? 'Last refusal' : 'Earlier refusal',
		lines: isOriginal ? originalLines(session, met, asked) : lensLines(session, met, asked),
	};
}
