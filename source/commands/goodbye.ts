import {endInWords} from '../domain/end-in-words.ts';
import type {Happening, JournalEntry} from '../domain/journal.ts';
import {keeperInWords, otherKeeper} from '../domain/keeper-in-words.ts';
import type {Session} from '../domain/session.ts';
import {whyLost} from '../domain/unstored-in-words.ts';
import type {CommandContext} from './command.ts';

/** Says when a session that lives will end, and what failed after the screen, which showed the journal until `seen`, was left. */
export function sayGoodbye(session: Session, seen: readonly JournalEntry[], {ports, output}: CommandContext): void {
	const {phase, profile, journal} = session;
	const news = journal.filter(entry => !seen.includes(entry));
	for (const {happening} of news) {
		const problem = problemOf(happening);
		if (problem !== undefined) output.error(`${profile.name}: ${problem}`);
	}
	if (phase.name !== 'active') return;
	const isLost = profile.storage === 'memory' || session.tokenStored === 'no';
	const end = isLost
		? `is lost to this machine: ${whyLost(profile.storage)}`
		: endInWords(phase.deadlines, ports.clock.now());
	const other = otherKeeper(session);
	output.talk(
		other === undefined ? `${profile.name} ${end}` : `${profile.name} is still kept alive by ${keeperInWords(other)}`,
	);
}

function problemOf(happening: Happening): string | undefined {
	if (happening.what === 'storing-failed') return happening.text;
	if (happening.what !== 'signed-out') return undefined;
	if (happening.revocation === 'still-accepted') return 'the appliance still accepts the token after the sign-out';
	return happening.revocation === 'unknown' ? 'the appliance did not confirm that the token is revoked' : undefined;
}
