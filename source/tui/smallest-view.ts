import {firstEnd} from '../domain/deadline.ts';
import type {Session} from '../domain/session.ts';
import {stateInWords} from '../domain/state-in-words.ts';
import type {Instant} from '../domain/time.ts';
import {countdownTo} from '../domain/time-in-words.ts';
import {shownOf} from './hiding.ts';
import {hereOf, type Navigation} from './navigation.ts';
import {listed} from './sessions-view.ts';

/** `dc1 07:41`: the session at hand, or the one that dies first, with what is over first. */
export function smallestWords(navigation: Navigation, sessions: readonly Session[], now: Instant): string {
	const here = hereOf(navigation);
	if (navigation.question !== undefined) return navigation.question.about === 'quit' ? 'quit? y/n' : 'sign out? y/n';
	if (here.screen === 'sign-in') return 'sign in: make this window larger';
	const session =
		'profile' in here ? sessions.find(({profile}) => profile.name === here.profile) : listed(sessions, '')[0];
	if (session === undefined) return 'svt-tui';
	const {phase, profile} = session;
	const name = shownOf(profile, navigation.isHidden)(profile.name);
	if (phase.name !== 'active') return `${name} ${stateInWords[phase.name]}`;
	return `${name} ${countdownTo(firstEnd(phase.deadlines, now), now)}`;
}
