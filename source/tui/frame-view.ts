import type {Session} from '../domain/session.ts';
import type {Instant} from '../domain/time.ts';
import type {ExtraKey, ScreenInput} from '../engine/screen-input.ts';
import {bottomView} from './bottom-view.ts';
import {wrapped} from './cells.ts';
import type {KeyWord} from './key-bar-view.ts';
import {borderRows, innerWidth, type Room} from './layout.ts';
import {hereOf, type Navigation} from './navigation.ts';
import {mostScroll, type PageView, pageView} from './page-view.ts';
import {type QuestionView, questionView} from './question-view.ts';
import {mostScrollOf} from './scrolling.ts';
import {shownSession} from './sessions-view.ts';
import {addressProblem, problemRows} from './sign-in-view.ts';

/** All that there is to show. */
export type Shown = {
	readonly navigation: Navigation;
	readonly sessions: readonly Session[];
	readonly pastEvents: ScreenInput['pastEvents'];
	readonly extraKeys: readonly ExtraKey[];
	readonly now: Instant;
	readonly room: Room;
};

/** What is around the screen at hand, and the room that is left for it. */
export type FrameView = {
	readonly notices: readonly string[];
	readonly session: Session | undefined;
	readonly page: PageView | undefined;
	readonly body: Room;
	readonly question: QuestionView | undefined;
	readonly questionRows: number;
	readonly extra: readonly KeyWord[];
	readonly keys: readonly KeyWord[];
	readonly mostScroll: number;
};

const mostNotices = 4;

export function frameView({navigation, sessions, pastEvents, extraKeys, now, room}: Shown): FrameView {
	const session = shownSession(navigation, sessions);
	const {isHidden} = navigation;
	const width = innerWidth(room);
	const {extra, keys} = bottomView(navigation, session, extraKeys, room.columns);
	const question = navigation.question && questionView(navigation.question, {sessions, now, isHidden}, width);
	const notices = navigation.notices.flatMap(notice => wrapped(notice, room.columns - 4)).slice(0, mostNotices);
	const most = room.rows - 1 - (extra.length > 0 ? 1 : 0) - notices.length;
	// A question is answered before anything else is looked at: it may take all the room.
	const questionRows = question === undefined ? 0 : Math.min(most, question.lines.length + (borderRows(room) || 1));
	const body = {...room, rows: Math.max(0, most - questionRows)};
	const page = pageView(navigation, {session, pastEvents, extraKeys, now, width});
	return {
		notices,
		session,
		page,
		body,
		question,
		questionRows,
		extra,
		keys,
		mostScroll: mostScrollHere(navigation, page, body),
	};
}

function mostScrollHere(navigation: Navigation, page: PageView | undefined, body: Room): number {
	if (page !== undefined) return mostScroll(page, body);
	const here = hereOf(navigation);
	const signIn = here.screen === 'sign-in' ? here.signIn.getSnapshot() : undefined;
	if (signIn?.step !== 'address') return 0;
	return mostScrollOf(addressProblem(signIn, innerWidth(body)), problemRows(body));
}
