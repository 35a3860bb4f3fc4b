import {endInWords} from '../domain/end-in-words.ts';
import {heldBy, isCertain, isKept, type Session} from '../domain/session.ts';
import type {Instant} from '../domain/time.ts';
import {shownOf} from './hiding.ts';
import {type Line, paragraph} from './line.ts';
import type {Question} from './navigation.ts';

type Asked = {readonly sessions: readonly Session[]; readonly now: Instant; readonly isHidden: boolean};

export type QuestionView = {readonly title: string; readonly lines: readonly Line[]};

export function questionView(question: Question, {sessions, now, isHidden}: Asked, width: number): QuestionView {
	const nameOf = ({profile}: Session) => shownOf(profile, isHidden)(profile.name);
	if (question.about === 'sign-out') {
		const session = sessions.find(({profile}) => profile.name === question.profile);
		return {
			title: `Sign out${session === undefined ? '' : ` of ${nameOf(session)}`}?`,
			lines: paragraph(session === undefined || mayLive(session) ? sharing : over, width),
		};
	}
	return {
		title: 'Quit?',
		lines: sessions
			.filter(isKept)
			.flatMap(session =>
				paragraph(
					`${nameOf(session)} is kept alive by this program. Without that it ${endInWords(session.phase.deadlines, now)}.`,
					width,
				),
			),
	};
}

const sharing =
	'The token is revoked at the appliance. Others who signed in with this account may share it: their sessions end too.';

const over = 'The session is over already, so nothing ends at the appliance. Its token is forgotten here.';

function mayLive({phase}: Session): boolean {
	const held = heldBy(phase);
	return held !== undefined && !(held.name === 'expired' && isCertain(held));
}
