import {milliseconds} from '../domain/time.ts';
import type {ApplianceEvent} from './appliance-event.ts';
import type {SimulatorClock} from './clock.ts';
import type {AccessToken} from './token-store.ts';

/** The gap between two lines of one session in HPE's sample. */
const interval = milliseconds(5455);
const mostSessions = 100;

/**
 * The server's own thread that touches the HMS session behind each token. It is no use of the token: in HPE's sample it ticks on
 * while the token idles out. It rests while there is no session or `isOn` says no; `wake` looks again.
 */
export function createSessionTickler(options: {
	readonly clock: SimulatorClock;
	readonly isOn: () => boolean;
	readonly sessions: () => readonly AccessToken[];
	readonly report: (event: ApplianceEvent) => void;
}) {
	const {clock, isOn, sessions, report} = options;
	let cancel: (() => void) | undefined;

	/** A token that nobody shows is never removed, but past its absolute limit there is nothing left to hold open. */
	const held = () => (isOn() ? sessions().filter(token => clock.now() <= token.expiresAt) : []);

	function wake() {
		if (cancel === undefined && held().length > 0) cancel = clock.after(interval, tickle);
	}

	function tickle() {
		cancel = undefined;
		for (const {hmsSession} of held().slice(0, mostSessions)) report({type: 'session-tickled', hmsSession});
		wake();
	}

	return {
		wake,
		stop() {
			cancel?.();
			cancel = undefined;
		},
	};
}
