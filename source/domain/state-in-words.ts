import type {Phase} from './session.ts';

/** The state of a session in a word or two, for the screen and for `status`. */
export const stateInWords: Readonly<Record<Phase['name'], string>> = {
	'signed-out': 'signed out',
	restoring: 'restoring',
	'signing-in': 'signing in',
	active: 'active',
	expired: 'expired',
	blocked: 'blocked',
	'signing-out': 'signing out',
};
