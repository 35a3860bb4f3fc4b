import type {Draft} from '../domain/draft.ts';
import type {Profile} from '../domain/profile.ts';
import type {Session} from '../domain/session.ts';
import {createSignIn} from '../domain/sign-in.ts';
import {seconds} from '../domain/time.ts';
import {createPastEvents} from '../engine/past-events.ts';
import type {ScreenEnd, ScreenInput} from '../engine/screen-input.ts';
import {createSecondHand} from '../engine/second-hand.ts';
import {createSessionRegistry} from '../engine/session-registry.ts';
import {createSignInEngine} from '../engine/sign-in-engine.ts';
import type {CommandContext} from './command.ts';
import {exitCodeOfSignal, exitCodes} from './exit-code.ts';
import {sayGoodbye} from './goodbye.ts';
import {draftOf, targetOf} from './login-target.ts';
import type {chooseStorage} from './storage-choice.ts';
import {removeStrayRecords} from './stray-records.ts';

type Storage = Extract<Awaited<ReturnType<typeof chooseStorage>>, {readonly ok: true}>['value'];

/** What a screen needs from the first moment on: the sessions of some profiles, and a way to sign in. */
export function prepareSessions(context: CommandContext, saved: readonly Profile[], storage: Storage['storage']) {
	const {ports} = context;
	const sessions = createSessionRegistry(ports, {isShown: true});
	const pastEvents = createPastEvents(sessions, ports.eventLog);

	function signInFrom(draft: Draft) {
		// As they are now: an open session may have learnt something.
		const profiles = [...sessions.getSnapshot().map(({profile}) => profile), ...saved];
		const engine = createSignInEngine(createSignIn(draft, profiles), ports.appliance, (profile, password) => {
			const session = sessions.open(profile);
			if (password === undefined) session.dispatch({type: 'stored-sign-in-requested', profile});
			else session.dispatch({type: 'sign-in-requested', password, profile});
		});
		// An address that is known need not be typed.
		if (draft.address !== '') engine.dispatch({type: 'address-given', text: draft.address});
		return engine;
	}

	return {
		sessions,
		pastEvents,
		signInFrom,
		beginSignIn: (profile?: Profile) => signInFrom(draftOf(targetOf(profile), profile?.storage ?? storage)),
		/** Looks in the keychain for the profile's token, and goes on with it. */
		restore(profile: Profile) {
			const engine = sessions.open(profile);
			engine.dispatch({type: 'restore-requested'});
			return engine;
		},
	};
}

type Prepared = ReturnType<typeof prepareSessions>;

/** Shows the screen until it is left, ends the sessions' work, and says when those that live will end. */
export async function showSessions(
	prepared: Prepared,
	start: ScreenInput['start'],
	notices: readonly string[],
	context: CommandContext,
): Promise<number> {
	const {code, seen} = await showScreen(prepared, {start, notices, extraKeys: []}, context);
	const profiles = prepared.sessions.getSnapshot().map(({profile}) => profile);
	await removeRecordsOfMemory(profiles, context);
	await removeStrayRecords(profiles, context);
	for (const session of prepared.sessions.getSnapshot()) {
		// What was on the screen need not be said again.
		const before = seen.find(({profile}) => profile.name === session.profile.name);
		sayGoodbye(session, before?.journal ?? [], context);
	}
	return code;
}

type Shown = Pick<ScreenInput, 'start' | 'notices' | 'extraKeys'>;

/** Shows the screen until it is left, and ends the sessions' work; `seen` is how the screen last showed them. */
export async function showScreen(
	{sessions, pastEvents, beginSignIn}: Prepared,
	shown: Shown,
	context: CommandContext,
): Promise<{readonly code: number; readonly seen: readonly Session[]}> {
	const {ports, stop, openScreen, loadAhead} = context;
	// The first frame comes first.
	const cancelLoading = ports.clock.after(seconds(1), () => void loadAhead());
	const end = await openScreen({
		...shown,
		sessions,
		pastEvents,
		beginSignIn,
		secondHand: createSecondHand(ports.clock),
		stop,
	});
	cancelLoading();
	const seen = sessions.getSnapshot();
	await sessions.stop();
	return {code: exitCodeOfEnd(end, stop), seen};
}

/** Of a session that ended with this program there is nothing to tell others. */
async function removeRecordsOfMemory(profiles: readonly Profile[], {ports}: CommandContext): Promise<void> {
	for (const {name, storage} of profiles) if (storage === 'memory') await ports.records.remove(name);
}

function exitCodeOfEnd(end: ScreenEnd, stop: AbortSignal): number {
	switch (end) {
		case 'quit':
			return exitCodes.ok;
		case 'interrupted':
			return exitCodes.interrupted;
		case 'stopped':
			return exitCodeOfSignal(String(stop.reason));
	}
}
