import {isLooking, nextAlarm, type Session} from '../domain/session.ts';
import {keptProfile} from '../domain/session-keeper.ts';
import {until} from '../domain/time.ts';
import type {SessionEngine} from '../engine/session-engine.ts';
import type {Clock} from '../ports.ts';
import {exitCodeOfRefusal, exitCodes} from './exit-code.ts';
import {isOfSecrets, storingProblems} from './session-words.ts';

/** Goes on with the stored token; without one, signs in with the stored password if the profile renews by itself. */
export async function begin(engine: SessionEngine): Promise<void> {
	engine.dispatch({type: 'restore-requested'});
	await engine.settled();
	const session = engine.getSnapshot();
	const {phase, profile, passwordStored, refusedPassword} = session;
	if (phase.name !== 'signed-out' || storingProblems(session).some(isOfSecrets)) return;
	if (profile.renew !== 'auto' || !passwordStored || refusedPassword !== undefined) return;
	engine.dispatch({type: 'stored-sign-in-requested', by: 'program'});
	await engine.settled();
}

/**
 * The same, if need be later: a service that is started again and again is to wait as long as the login guard says. Others may have
 * stored a token by then.
 */
export async function beginInTime(engine: SessionEngine, clock: Clock): Promise<void> {
	for (;;) {
		await begin(engine);
		const {phase, postponedUntil} = engine.getSnapshot();
		if (phase.name !== 'signed-out' || postponedUntil === undefined || postponedUntil <= clock.now()) return;
		await new Promise<void>(resolve => void clock.after(until(postponedUntil, clock.now()), resolve));
	}
}

/** Resolves with the exit code once nothing goes on by itself any more. */
export function ended(engine: SessionEngine): Promise<number> {
	return new Promise(resolve => {
		const look = () => {
			const code = endCode(engine.getSnapshot());
			if (code === undefined) return;
			unsubscribe();
			resolve(code);
		};
		const unsubscribe = engine.subscribe(look);
		look();
	});
}

function endCode(session: Session): number | undefined {
	const {phase} = session;
	switch (phase.name) {
		case 'restoring':
		case 'signing-in':
		case 'signing-out':
			return undefined;
		case 'signed-out':
			if (phase.refusal !== undefined) return exitCodeOfRefusal(phase.refusal.kind);
			if (session.refusedPassword !== undefined) return exitCodes.credentialsRefused;
			return storingProblems(session).some(isOfSecrets) ? exitCodes.keychain : exitCodes.signInNeeded;
		case 'blocked':
			return exitCodeOfRefusal(phase.refusal.kind);
		case 'active':
		case 'expired':
			if (phase.tickle.state === 'stopped') return exitCodeOfRefusal(phase.tickle.refusal.kind);
			if (phase.tickle.state === 'in-flight' || nextAlarm(session) !== undefined || isLooking(session))
				return undefined;
			// Whoever keeps it may bring it over its end, or leave it to us.
			if (keptProfile(session) !== undefined) return undefined;
			return session.refusedPassword === undefined ? exitCodes.signInNeeded : exitCodes.credentialsRefused;
	}
}
