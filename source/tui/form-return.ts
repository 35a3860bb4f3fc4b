import type {SessionRegistry} from '../engine/session-registry.ts';
import {hereOf, type Move, type Navigation} from './navigation.ts';
import type {Store} from './store.ts';

type Followed = {
	readonly sessions: Pick<SessionRegistry, 'getSnapshot' | 'subscribe'>;
	readonly navigation: Store<Navigation, Move>;
};

/**
 * Brings the form back as soon as the appliance refuses what was typed there: whoever just types again is to type into it, not to press
 * keys of the session screen. Ends with the function that it returns.
 */
export function followForm({sessions, navigation}: Followed): () => void {
	function look(): void {
		const here = hereOf(navigation.getSnapshot());
		if (here.screen !== 'session' || here.form === undefined) return;
		const phase = sessions.getSnapshot().find(({profile}) => profile.name === here.profile)?.phase;
		if (phase?.name === 'signing-in') return;
		if (phase?.name !== 'blocked') {
			navigation.move({type: 'left-form'});
			return;
		}
		here.form.signIn.dispatch({type: 'credentials-requested'});
		navigation.move({type: 'was-refused', refusal: phase.refusal});
	}

	const stops = [sessions.subscribe(look), navigation.subscribe(look)];
	look();
	return () => {
		for (const stop of stops) stop();
	};
}
