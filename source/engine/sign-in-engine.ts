import type {Appliance} from '../appliance-port.ts';
import type {Profile} from '../domain/profile.ts';
import type {Secret} from '../domain/secret.ts';
import {type SignIn, type SignInEffect, type SignInEvent, updateSignIn} from '../domain/sign-in.ts';
import {seconds} from '../domain/time.ts';
import type {Cancel} from '../ports.ts';

export type SignInEngine = {
	readonly getSnapshot: () => SignIn;
	readonly subscribe: (listener: () => void) => Cancel;
	readonly dispatch: (event: SignInEvent) => void;
	readonly settled: () => Promise<void>;
	readonly stop: () => void;
};

const lookTimeout = seconds(10);

/** Leads a person through a sign-in; `onSignIn` takes over once there are credentials. */
export function createSignInEngine(
	initial: SignIn,
	appliance: Appliance,
	onSignIn: (profile: Profile, password: Secret | undefined) => void,
): SignInEngine {
	let signIn = initial;
	let look: {readonly request: number; readonly controller: AbortController} | undefined;
	const listeners = new Set<() => void>();
	const underWay = new Set<Promise<void>>();

	function dispatch(event: SignInEvent): void {
		const before = signIn;
		const [next, ...effects] = updateSignIn(signIn, event);
		signIn = next;
		for (const effect of effects) run(effect);
		if (next === before) return;
		for (const listener of [...listeners]) listener();
	}

	function run(effect: SignInEffect): void {
		switch (effect.type) {
			case 'look-at-certificate':
				track(lookAtCertificate(effect));
				break;
			case 'cancel-look':
				if (look?.request === effect.request) look.controller.abort();
				break;
			case 'sign-in':
				onSignIn(effect.profile, effect.password);
				break;
		}
	}

	async function lookAtCertificate({
		request,
		address,
	}: SignInEffect & {readonly type: 'look-at-certificate'}): Promise<void> {
		const controller = new AbortController();
		look = {request, controller};
		const seen = await appliance.lookAtCertificate({...address, timeout: lookTimeout, signal: controller.signal});
		dispatch({type: 'certificate-seen', request, seen});
	}

	function track(work: Promise<void>): void {
		underWay.add(work);
		void work.finally(() => underWay.delete(work));
	}

	return {
		getSnapshot: () => signIn,
		subscribe(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		dispatch,
		async settled() {
			while (underWay.size > 0) await Promise.all(underWay);
		},
		stop: () => look?.controller.abort(),
	};
}
