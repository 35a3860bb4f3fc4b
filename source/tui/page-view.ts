import type {Session} from '../domain/session.ts';
import type {Instant} from '../domain/time.ts';
import type {ExtraKey, ScreenInput} from '../engine/screen-input.ts';
import {helpLines} from './help-view.ts';
import {shownOf} from './hiding.ts';
import {pageRows, type Room} from './layout.ts';
import type {Line, Look} from './line.ts';
import {hereOf, type Navigation} from './navigation.ts';
import {refusalView} from './refusal-view.ts';
import {mostScrollOf} from './scrolling.ts';
import {explainContextOf} from './session-view.ts';
import {certificateLines} from './sign-in-view.ts';

export type PageView = {
	readonly header: string;
	readonly title: string;
	readonly look: Look;
	readonly lines: readonly Line[];
	readonly scroll: number;
};

type Asked = {
	readonly session: Session | undefined;
	readonly pastEvents: ScreenInput['pastEvents'];
	readonly extraKeys: readonly ExtraKey[];
	readonly now: Instant;
	readonly width: number;
};

/** What is to be read at this place; undefined where there is something to do instead. */
export function pageView(
	navigation: Navigation,
	{session, pastEvents, extraKeys, now, width}: Asked,
): PageView | undefined {
	const here = hereOf(navigation);
	const {isHidden} = navigation;
	switch (here.screen) {
		case 'help': {
			const where = navigation.places.at(-2)?.screen ?? 'sessions';
			const {filter} = navigation;
			const asked = {shown: session, filter: filter.text, extraKeys, width};
			const lines = helpLines(where === 'sign-in' ? 'trust' : where, asked);
			return {header: 'help', title: 'Keys', look: 'strong', lines, scroll: here.scroll};
		}
		case 'refusal': {
			if (session === undefined) return undefined;
			const shown = shownOf(session.profile, isHidden);
			const context = explainContextOf(session, isHidden);
			const past = pastEvents(session.profile.name);
			const view = refusalView(session, here, {now, width, context, shown, past});
			return {...view, look: 'strong', scroll: here.scroll};
		}
		case 'sign-in': {
			const signIn = here.signIn.getSnapshot();
			if (signIn.step !== 'trust') return undefined;
			const lines = certificateLines(signIn, width);
			return {header: signIn.origin, title: 'Trust this certificate?', look: 'warn', lines, scroll: here.scroll};
		}
		case 'session':
		case 'sessions':
			return undefined;
	}
}

export const mostScroll = ({lines}: PageView, room: Room) => mostScrollOf(lines, pageRows(room));
