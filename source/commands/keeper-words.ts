import {endInWords} from '../domain/end-in-words.ts';
import {keeperInWords, otherKeeper} from '../domain/keeper-in-words.ts';
import {isKept, type Session} from '../domain/session.ts';
import type {Instant} from '../domain/time.ts';
import type {SessionEngine} from '../engine/session-engine.ts';

/** Resolves once it is known who keeps the session; also when there is none that anybody could. */
export function keeperDecided(engine: SessionEngine): Promise<void> {
	return new Promise(resolve => {
		const look = () => {
			const {phase, keeper} = engine.getSnapshot();
			if (phase.name === 'active' && keeper.who === 'undecided') return;
			unsubscribe();
			resolve();
		};
		const unsubscribe = engine.subscribe(look);
		look();
	});
}

/** What `keep-alive` has begun to do; undefined while there is no session. */
export function beginningWords(session: Session, now: Instant): string | undefined {
	const {phase, profile} = session;
	if (phase.name !== 'active') return undefined;
	const other = otherKeeper(session);
	return other === undefined
		? `keeping ${profile.name} alive; without that it ${endInWords(phase.deadlines, now)}`
		: `${profile.name} is kept alive by ${keeperInWords(other)}; this one stands by, and takes over when that ends`;
}

/** What becomes of a session that lives when this process ends; undefined of all others. */
export function leavingWords(session: Session, now: Instant): string | undefined {
	const {phase, profile} = session;
	const other = otherKeeper(session);
	if (phase.name === 'active' && other !== undefined)
		return `${profile.name} is still kept alive by ${keeperInWords(other)}`;
	return isKept(session)
		? `${profile.name} is not kept alive any more: it ${endInWords(session.phase.deadlines, now)}`
		: undefined;
}
