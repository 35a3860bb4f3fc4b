import type {Wipe} from '../domain/pending-wipe.ts';
import {isSameAccount, isShared, type Profile, placeOf, type SecretName} from '../domain/profile.ts';
import type {Secret} from '../domain/secret.ts';
import type {Effect, SessionEvent} from '../domain/session-event.ts';
import {storedToken} from '../domain/stored-token.ts';
import {type Duration, type Instant, later, longest, milliseconds, until} from '../domain/time.ts';
import type {Cancel} from '../ports.ts';
import type {SessionPorts} from './session-ports.ts';
import {noteWipe, storeAnew, wipe} from './wiping.ts';

type Of<Type extends Effect['type']> = Extract<Effect, {readonly type: Type}>;

export type StoringEffect = Of<'store-session' | 'store-token' | 'note-wipes' | 'forget-secrets' | 'store-limits'>;

/** Carries out what is to be stored and forgotten, one after the other, until it is given up. */
export function createStoring(ports: SessionPorts, dispatch: (event: SessionEvent) => void) {
	const {secretsFor, profiles, clock} = ports;
	const controller = new AbortController();
	const {signal} = controller;
	let last: Promise<void> = Promise.resolve();
	/** When the one that is under way was begun, or asked for. */
	let since: Instant | undefined;
	/** How long each may take; there is no limit before one is set. */
	let patience: Duration | undefined;
	let cancelLimit: Cancel = () => undefined;

	const write = (profile: Profile, holds: SecretName['holds'], secret: Secret) =>
		storeAnew(ports, placeOf(profile, holds), secret, signal);

	/** In their order: what is forgotten must not be stored again by a write that took longer. */
	function run(effect: StoringEffect): Promise<void> {
		since ??= clock.now();
		last = last.then(async () => {
			since = clock.now();
			setLimit();
			await carryOut(effect);
			since = undefined;
			setLimit();
		});
		return last;
	}

	function setLimit(): void {
		cancelLimit();
		if (patience === undefined || since === undefined) return;
		cancelLimit = clock.after(longest(until(later(since, patience), clock.now()), milliseconds(0)), giveUp);
	}

	function carryOut(effect: StoringEffect): Promise<void> {
		switch (effect.type) {
			case 'store-session':
				return storeSession(effect);
			case 'store-token':
				return storeToken(effect);
			case 'note-wipes':
				return noteWipes(effect);
			case 'forget-secrets':
				return forgetSecrets(effect);
			case 'store-limits':
				return storeLimits(effect);
		}
	}

	/** In this order: what worked is stored first, the profile last, so that it never names a password that is not there. */
	async function storeSession({profile, token, password}: Of<'store-session'>): Promise<void> {
		const kept = profile.savePassword ? await write(profile, 'password', password) : undefined;
		const held = await write(profile, 'token', storedToken(token));
		const before = await savedProfiles();
		const saved = await profiles.save({...profile, savePassword: kept?.ok === true});
		// One reason may keep several things from being stored.
		const problems = [kept, held].map(outcome => (outcome?.ok === false ? outcome.failure.text : undefined));
		for (const problem of new Set(problems)) {
			if (problem !== undefined) dispatch({type: 'storing-failed', where: 'secrets', problem});
		}
		dispatch({type: held.ok ? 'token-stored' : 'token-unstored', fingerprint: token.fingerprint});
		if (!saved.ok) dispatch({type: 'storing-failed', where: 'files', problem: saved.failure.text});
		if (kept !== undefined) dispatch({type: 'session-stored', password: kept.ok});
		const former = before.find(({name}) => name === profile.name);
		if (saved.ok && former !== undefined) await forgetOrphans(former);
	}

	/** What a profile had as another user, or elsewhere, no profile may name any more: nobody would ever remove it. */
	async function forgetOrphans(former: Profile): Promise<void> {
		const known = await savedProfiles();
		if (known.length === 0 || known.some(profile => isShared(profile, former))) return;
		await forget(placeOf(former, 'token'));
		await forget(placeOf(former, 'password'));
	}

	async function storeToken({profile, token, isAgain}: Of<'store-token'>): Promise<void> {
		const check = isAgain ? await secretsFor(profile.storage).check() : undefined;
		const held = check?.ok === false ? check : await write(profile, 'token', storedToken(token));
		// Said once, not with each tickle.
		if (!held.ok && !isAgain) dispatch({type: 'storing-failed', where: 'secrets', problem: held.failure.text});
		dispatch({type: held.ok ? 'token-stored' : 'token-unstored', fingerprint: token.fingerprint});
	}

	async function noteWipes({profile, password}: Of<'note-wipes'>): Promise<void> {
		await noteWipe(ports, unrevokedToken(profile));
		if (password) await noteWipe(ports, placeOf(profile, 'password'));
	}

	async function forgetSecrets({profile, password, isUnrevoked}: Of<'forget-secrets'>): Promise<void> {
		await forget(isUnrevoked ? unrevokedToken(profile) : placeOf(profile, 'token'));
		if (!password || !(await forget(placeOf(profile, 'password')))) return;
		dispatch({type: 'session-stored', password: false});
		await settlePassword(profile);
	}

	/** Whenever it was granted, the appliance forgets it by then. */
	const unrevokedToken = (profile: Profile): Wipe => ({
		...placeOf(profile, 'token'),
		unrevokedUntil: later(clock.now(), profile.absoluteLimit),
	});

	/** Whether it is not there any more. */
	async function forget(place: Wipe): Promise<boolean> {
		const unwiped = await wipe(ports, place, signal);
		if (unwiped !== undefined) dispatch({type: 'storing-failed', where: 'secrets', problem: unwiped.text});
		return unwiped === undefined;
	}

	/** What the settings say of the password is what is true of it. Whoever was never saved has nothing to be changed. */
	async function settlePassword(profile: Profile): Promise<void> {
		for (const known of await savedProfiles()) {
			if (!known.savePassword || !isShared(known, profile)) continue;
			const saved = await profiles.save({...known, savePassword: false});
			if (!saved.ok) dispatch({type: 'storing-failed', where: 'files', problem: saved.failure.text});
		}
	}

	/** Into the profile as it is by now: a person may have changed the rest of it. Whoever was never saved is not saved now. */
	async function storeLimits({profile, limit}: Of<'store-limits'>): Promise<void> {
		const {name, idleLimit, absoluteLimit} = profile;
		const known = (await savedProfiles()).find(saved => saved.name === name && isSameAccount(saved, profile));
		if (known === undefined) return;
		const saved = await profiles.save({...known, ...(limit === 'idle' ? {idleLimit} : {absoluteLimit})});
		if (!saved.ok) dispatch({type: 'storing-failed', where: 'files', problem: saved.failure.text});
	}

	/** None when they cannot be read. */
	async function savedProfiles(): Promise<readonly Profile[]> {
		const loaded = await profiles.load();
		return loaded.ok ? loaded.value.profiles : [];
	}

	const giveUp = () => controller.abort();

	return {
		run,
		idle: () => last,
		giveUp,
		/** From now on one that takes longer than this: at once what does so already. */
		giveUpAfter(span: Duration): Cancel {
			patience = span;
			setLimit();
			return () => cancelLimit();
		},
	};
}
