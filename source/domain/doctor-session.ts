import {endOf} from './deadline.ts';
import {doubtful, type Finding, failed, skipped, well} from './doctor.ts';
import {keepingElsewhere, keepingInMemory} from './elsewhere.ts';
import {advice, command, type ExplainContext} from './explanation.ts';
import type {Profile} from './profile.ts';
import {storageInWords} from './profile-in-words.ts';
import type {SessionRecord, SessionState, StandingReason} from './session-record.ts';
import {type Instant, until} from './time.ts';
import {countdown} from './time-in-words.ts';

/** What is known of a session without asking anybody. */
type Known = {
	readonly record: SessionRecord | undefined;
	readonly state: SessionState;
	readonly reason: StandingReason | undefined;
	/** The process that keeps it alive. */
	readonly keeper: number | undefined;
	readonly now: Instant;
};

/** By the record alone: a request with the token would move the deadline that it is to tell. */
export function tokenFinding(known: Known, context: ExplainContext): Finding {
	const {record, state, reason, keeper} = known;
	const signIn = advice('Sign in', command('login', context));
	switch (state) {
		case 'signed-out':
		case 'signing-in':
			if (reason === 'token-lost')
				return doubtful(
					'token',
					`lost: it was only in the memory of process ${record?.token?.onlyIn}, which has ended`,
					signIn,
				);
			return skipped('token', state === 'signed-out' ? 'nobody is signed in' : 'somebody is signing in');
		case 'active': {
			const who = keeper === undefined ? 'nobody keeps it alive' : `kept alive by process ${keeper}`;
			return well('token', [...deadlinesInWords(known), who].join(', '));
		}
		case 'expired':
			return doubtful('token', `expired${reason === undefined ? '' : `: ${reason.replaceAll('-', ' ')}`}`, signIn);
		case 'blocked':
			return doubtful(
				'token',
				`none: ${(record?.blocked ?? reason ?? 'refused').replaceAll('-', ' ')}, so svt-tui does not sign in by itself`,
				signIn,
			);
	}
}

function deadlinesInWords({record, now}: Known): readonly string[] {
	const words = (name: string, deadline: SessionRecord['idle']) => {
		if (deadline === undefined) return [];
		const {at, proven} = endOf(deadline, now);
		return [`${name} ${proven ? '' : '~'}${countdown(until(at, now))}`];
	};
	const fingerprint = record?.token === undefined ? [] : [record.token.fingerprint];
	return [...fingerprint, 'active', ...words('idle', record?.idle), ...words('absolute', record?.absolute)];
}

/** Why a store cannot be used now; see `SecretStoreFailure`. */
type StoreProblem = {readonly kind: string; readonly text: string};

/** Where the profile keeps token and password; the system's keychain has a finding of its own. */
export function storageFinding({storage, name}: Profile, problem: StoreProblem | undefined): Finding {
	const {place} = storageInWords[storage];
	if (storage === 'memory') return well('storage', 'in memory: the token is gone when the program ends that signed in');
	if (problem === undefined) return well('storage', place);
	// It opens once its passphrase is given, and nobody has been asked for that yet.
	if (problem.kind === 'locked') return well('storage', `${place}, which is locked until it is needed`);
	const whose = {profile: {name, origin: '', username: ''}};
	const steps = storage === 'file' ? [keepingInMemory(whose)] : keepingElsewhere(whose);
	return failed('storage', 'keychain', problem.text, ...steps);
}
