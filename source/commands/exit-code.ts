import type {FailureKind} from '../domain/doctor.ts';
import type {RefusalKind} from '../domain/refusal.ts';
import type {SecretStoreFailure} from '../ports.ts';

/** What the program's exit says; documented in docs/commands.md. 128 + n is death by signal n. */
export const exitCodes = {
	ok: 0,
	unexpected: 1,
	usage: 2,
	signInNeeded: 4,
	credentialsRefused: 5,
	unreachable: 6,
	serverError: 7,
	keychain: 8,
	tooShort: 9,
	certificate: 60,
	interrupted: 130,
} as const;

export function exitCodeOfRefusal(kind: RefusalKind): number {
	switch (kind) {
		case 'idle-expired':
		case 'absolute-expired':
		case 'unknown-token':
		case 'unauthorized':
		case 'no-token':
			return exitCodes.signInNeeded;
		case 'wrong-credentials':
		case 'account-locked':
		case 'client-login-refused':
			return exitCodes.credentialsRefused;
		case 'unreachable':
		case 'slow':
		case 'tls':
		case 'proxy-login':
			return exitCodes.unreachable;
		case 'untrusted-certificate':
		case 'certificate-changed':
			return exitCodes.certificate;
		case 'busy':
		case 'server-error':
		case 'not-permitted':
		case 'grant-unsupported':
		case 'bad-request':
		case 'not-found':
		case 'method':
		case 'version':
		case 'task-failed':
		case 'not-simplivity':
		case 'unreadable':
			return exitCodes.serverError;
	}
}

export const exitCodeOfStore = ({kind}: SecretStoreFailure) =>
	kind === 'cancelled' ? exitCodes.interrupted : exitCodes.keychain;

export const exitCodeOfFailure = (kind: FailureKind): number => {
	if (kind === 'keychain') return exitCodes.keychain;
	return kind === 'machine' ? exitCodes.unexpected : exitCodeOfRefusal(kind);
};

const signalNumbers: Readonly<Record<string, number>> = {
	SIGHUP: 1,
	SIGINT: 2,
	SIGQUIT: 3,
	SIGABRT: 6,
	SIGPIPE: 13,
	SIGTERM: 15,
};

export const exitCodeOfSignal = (signal: string) => 128 + (signalNumbers[signal] ?? 1);
