import {isSameAccount, type Profile} from '../domain/profile.ts';
import {createSession, type Session} from '../domain/session.ts';
import {isSignedOutOf, type SessionRecord} from '../domain/session-record.ts';
import type {SignOut} from '../domain/sign-out.ts';
import {createSessionEngine} from '../engine/session-engine.ts';
import type {CommandContext} from './command.ts';
import {runningKeeper} from './running-keeper.ts';

/** What came of signing out of a profile, and what was known before. */
export type SignedOut = {
	readonly after: Session;
	readonly signOut: SignOut | undefined;
	/** What other processes knew of the session. */
	readonly record: SessionRecord | undefined;
	/** Whether somebody had signed out before. */
	readonly isRepeated: boolean;
	readonly sharers: readonly Sharer[];
};

/** Who on this machine has the same user's session: another profile, or the process that keeps one, or both. */
export type Sharer = {readonly profile: Profile; readonly keeper: number | undefined};

/** Goes on with the stored token to take it back; one that somebody has signed out of before, but that is still there, as well. */
export async function signOutOf(
	profile: Profile,
	{forgetPassword, profiles}: {readonly forgetPassword: boolean; readonly profiles: readonly Profile[]},
	context: CommandContext,
): Promise<SignedOut> {
	const {ports, stop} = context;
	const record = await ports.records.read(profile.name);
	// Before they are told: then nobody keeps anything any more.
	const sharers = await sharersOf(profile, profiles, context);
	const engine = createSessionEngine({...createSession(profile, profile.savePassword), keepAlive: false}, ports);
	const giveUp = () => void engine.stop();
	stop.addEventListener('abort', giveUp);
	if (stop.aborted) giveUp();
	engine.dispatch({type: 'restore-requested'});
	await engine.settled();
	// What was interrupted has gone on by itself; then only what is wished beyond that is left.
	const interrupted = signOutIn(engine.getSnapshot());
	if (interrupted === undefined || forgetPassword) engine.dispatch({type: 'sign-out-requested', forgetPassword});
	await engine.settled();
	await engine.stop();
	stop.removeEventListener('abort', giveUp);
	const after = engine.getSnapshot();
	const signOut = interrupted ?? signOutIn(after);
	return {after, signOut, record, isRepeated: isSignedOutOf(record, profile, undefined), sharers};
}

const signOutIn = ({phase}: Session) => (phase.name === 'signed-out' ? phase.signOut : undefined);

async function sharersOf(
	profile: Profile,
	profiles: readonly Profile[],
	{ports: {records, clock, isRunning, processId}}: CommandContext,
): Promise<readonly Sharer[]> {
	const same = profiles.filter(other => isSameAccount(other, profile));
	const sharers = await Promise.all(
		same.map(async other => {
			const keeper = runningKeeper(await records.read(other.name), clock.now(), isRunning);
			return {profile: other, keeper: keeper === processId ? undefined : keeper};
		}),
	);
	return sharers.filter(sharer => sharer.profile.name !== profile.name || sharer.keeper !== undefined);
}
