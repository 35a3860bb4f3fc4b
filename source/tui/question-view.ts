import {endInWords} from '../domain/end-in-words.ts';
import {keeperInWords, otherKeeper} from '../domain/keeper-in-words.ts';
import {isSameAccount} from '../domain/profile.ts';
import {heldBy, isCertain, isKept, type Session} from '../domain/session.ts';
import type {Instant} from '../domain/time.ts';
import {wasReused} from '../domain/token.ts';
import {shownOf} from './hiding.ts';
import {type Line, paragraph} from './line.ts';
import type {Question} from './navigation.ts';
import {capital} from './sentence.ts';

type Asked = {readonly sessions: readonly Session[]; readonly now: Instant; readonly isHidden: boolean};

export type QuestionView = {readonly title: string; readonly lines: readonly Line[]};

export function questionView(question: Question, asked: Asked, width: number): QuestionView {
	const {sessions, now, isHidden} = asked;
	const nameOf = ({profile}: Session) => shownOf(profile, isHidden)(profile.name);
	if (question.about === 'sign-out') {
		const session = sessions.find(({profile}) => profile.name === question.profile);
		return {
			title: `Sign out${session === undefined ? '' : ` of ${nameOf(session)}`}?`,
			lines: paragraph(session === undefined || mayLive(session) ? sharing(session, asked) : over, width),
		};
	}
	return {
		title: 'Quit?',
		lines: sessions.filter(isKept).flatMap(session => {
			const kept = `${nameOf(session)} is kept alive by this program`;
			const end = endInWords(session.phase.deadlines, now);
			const isLost = session.profile.storage === 'memory' || session.tokenStored === 'no';
			const words = isLost
				? `${kept}, and its token is only in memory: it is lost to this machine, and ${end}.`
				: `${kept}. Without that it ${end}.`;
			return paragraph(words, width);
		}),
	};
}

/** Who else loses the session, as far as is known. */
function sharing(session: Session | undefined, {sessions, isHidden}: Asked): string {
	const held = session && heldBy(session.phase);
	const isShared = held !== undefined && session?.sharedToken === held.token.fingerprint;
	const isReused = held !== undefined && session !== undefined && wasReused(held.token, session.profile.absoluteLimit);
	const who = isShared
		? 'Somebody else was seen to use it: their session ends too.'
		: isReused
			? 'It was given to somebody before you signed in here: their sessions end too.'
			: 'Others who signed in with this account may share it: their sessions end too.';
	const keeper = session && otherKeeper(session);
	const keeping = keeper === undefined ? '' : ` ${capital(keeperInWords(keeper))} keeps it alive, and stops.`;
	const same = sessions.filter(other => other !== session && session && isSameAccount(other.profile, session.profile));
	const names = same.map(({profile}) => shownOf(profile, isHidden)(profile.name));
	const profiles = names.length === 0 ? '' : ` The same account: ${names.join(', ')}.`;
	return `The token is revoked at the appliance. ${who}${keeping}${profiles}`;
}

const over = 'The session is over already, so nothing ends at the appliance. Its token is forgotten here.';

function mayLive({phase}: Session): boolean {
	const held = heldBy(phase);
	return held !== undefined && !(held.name === 'expired' && isCertain(held));
}
