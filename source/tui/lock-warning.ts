import type {Session} from '../domain/session.ts';
import {earlier, type Instant, minutes} from '../domain/time.ts';
import {type Line, paragraph} from './line.ts';

const often = 2;

/** After two refusals in a quarter of an hour whoever types again should know what is at stake. A sign-in that went well ends the count. */
export function lockWarning(session: Session | undefined, now: Instant, width: number): readonly Line[] {
	const since = earlier(now, minutes(15));
	const journal = session?.journal ?? [];
	const accepted = journal.findLastIndex(({happening}) => happening.what === 'signed-in');
	const refused = journal
		.slice(accepted + 1)
		.filter(
			({at, happening}) =>
				at >= since && happening.what === 'sign-in-refused' && happening.refusal.kind === 'wrong-credentials',
		);
	if (refused.length < often) return [];
	const words = `Refused ${refused.length} times in the last 15 minutes: directories lock an account at three to five.`;
	return paragraph(words, width, 'warn');
}
