import type {ClockStep} from './clock-step.ts';
import type {Ending} from './deadline.ts';
import type {Happening} from './journal.ts';
import type {Profile} from './profile.ts';
import type {Refusal, RefusalKind} from './refusal.ts';
import type {Secret} from './secret.ts';
import type {Session, SignInBy} from './session.ts';
import type {SessionRecord} from './session-record.ts';
import type {Duration, Instant} from './time.ts';
import type {Token} from './token.ts';

type WhyPostponed = Extract<Happening, {readonly what: 'sign-in-postponed'}>['why'];

type Answered = {
	readonly request: number;
	readonly sentAt: Instant;
	readonly receivedAt: Instant;
	readonly status: number | undefined;
	/** See `Exchange`. */
	readonly serverTime?: Instant | undefined;
};

export type SessionEvent =
	| {readonly type: 'restore-requested'}
	| {
			readonly type: 'token-restored';
			readonly request: number;
			readonly token: Token;
			readonly record: SessionRecord | undefined;
	  }
	| {
			readonly type: 'nothing-restored';
			readonly request: number;
			readonly problem: string | undefined;
			readonly record: SessionRecord | undefined;
	  }
	/** By a person unless told. */
	| {
			readonly type: 'sign-in-requested';
			readonly password: Secret;
			readonly profile: Profile;
			readonly by?: SignInBy;
	  }
	/** With the profile as a person has just set it, such as with a certificate that they accepted; else as it is. By a key unless told. */
	| {readonly type: 'stored-sign-in-requested'; readonly profile?: Profile; readonly by?: SignInBy}
	| ({readonly type: 'token-granted'; readonly token: Token; readonly password: Secret} & Answered)
	| ({readonly type: 'token-refused'; readonly refusal: Refusal} & Answered)
	/** The appliance refused this very password before, in this process or in another. */
	| {
			readonly type: 'password-refused-before';
			readonly request: number;
			readonly kind: RefusalKind;
			readonly at: Instant;
	  }
	| {
			readonly type: 'sign-in-postponed';
			readonly request: number;
			readonly why: WhyPostponed;
			readonly until: Instant;
	  }
	/** Instead of an answer to a sign-in: another process has just got a token. */
	| {
			readonly type: 'token-adopted';
			readonly request: number;
			readonly token: Token;
			readonly record: SessionRecord | undefined;
	  }
	| {
			readonly type: 'newer-token-found';
			readonly request: number;
			readonly token: Token;
			readonly record: SessionRecord | undefined;
	  }
	| {readonly type: 'nothing-newer'; readonly request: number}
	| {readonly type: 'keeper-undecided'}
	| {readonly type: 'keeper-elected'}
	/** Another process keeps the session; `record` is what it last wrote. */
	| {readonly type: 'keeper-found'; readonly record: SessionRecord | undefined}
	/** Nobody is asked to keep it, such as with the keep-alive off; what whoever does last wrote. */
	| {readonly type: 'record-read'; readonly record: SessionRecord | undefined}
	| {readonly type: 'password-missing'; readonly request: number; readonly problem: string | undefined}
	/** What a program may not do without could not be written or read. */
	| {readonly type: 'sign-in-not-safe'; readonly request: number; readonly problem: string}
	| {readonly type: 'cancel-requested'}
	| {readonly type: 'tickle-requested'}
	| ({readonly type: 'tickle-answered'; readonly refusal: Refusal | undefined} & Answered)
	/** A request of somebody's that went through this session. */
	| {
			readonly type: 'token-used';
			readonly fingerprint: string;
			readonly sentAt: Instant;
			readonly receivedAt: Instant;
			readonly refusal: Refusal | undefined;
	  }
	| {readonly type: 'keep-alive-requested'; readonly on: boolean}
	| {readonly type: 'sign-out-requested'; readonly forgetPassword: boolean}
	| ({readonly type: 'revoke-answered'; readonly refusal: Refusal | undefined} & Answered)
	/** What came of one more request with the token that was taken back. */
	| ({readonly type: 'revocation-checked'; readonly refusal: Refusal | undefined} & Answered)
	/** Instead of an answer to a sign-in, or of a newer token: a person has signed out in another process. */
	| {readonly type: 'signed-out-elsewhere'; readonly request: number}
	| {readonly type: 'session-stored'; readonly password: boolean}
	| {readonly type: 'storing-failed'; readonly where: 'secrets' | 'files'; readonly problem: string}
	/** The store has the token of this fingerprint, or could not take it. */
	| {readonly type: 'token-stored' | 'token-unstored'; readonly fingerprint: string}
	| {readonly type: 'clock-stepped'; readonly step: ClockStep}
	| {readonly type: 'alarm-rang'};

/** The answer to a request with the token, of ours or one that went through us. */
export const isUse = (
	event: SessionEvent,
): event is Extract<SessionEvent, {readonly type: 'tickle-answered' | 'token-used'}> =>
	event.type === 'tickle-answered' || event.type === 'token-used';

/** Effects are data and carry all they need. */
export type Effect =
	| {readonly type: 'restore'; readonly request: number; readonly profile: Profile}
	| {
			readonly type: 'request-token';
			readonly request: number;
			readonly profile: Profile;
			readonly password: Secret;
			readonly by: SignInBy;
	  }
	| {
			readonly type: 'request-token-with-stored-password';
			readonly request: number;
			readonly profile: Profile;
			readonly by: SignInBy;
			/** The token that is held already: a stored one that is newer will do. */
			readonly held: Token | undefined;
	  }
	/** Whether the store has a newer token than the one that was refused, or one at all where none is held. */
	| {
			readonly type: 'find-newer-token';
			readonly request: number;
			readonly profile: Profile;
			readonly held: Token | undefined;
	  }
	/** So that the next request finds an open one. */
	| {readonly type: 'open-connection'; readonly profile: Profile}
	| {
			readonly type: 'send-tickle';
			readonly request: number;
			readonly profile: Profile;
			readonly bearer: Secret;
			readonly timeout: Duration;
	  }
	| {readonly type: 'revoke-token'; readonly request: number; readonly profile: Profile; readonly bearer: Secret}
	/** Whether the appliance refuses the token by now: one request with it. */
	| {readonly type: 'check-revocation'; readonly request: number; readonly profile: Profile; readonly bearer: Secret}
	| {readonly type: 'store-session'; readonly profile: Profile; readonly token: Token; readonly password: Secret}
	/** `isAgain`: after it failed; nobody is asked to unlock anything for that. */
	| {readonly type: 'store-token'; readonly profile: Profile; readonly token: Token; readonly isAgain?: true}
	/** What is about to be forgotten once the token is revoked, for whoever goes on with it should this process not come to that. */
	| {readonly type: 'note-wipes'; readonly profile: Profile; readonly password: boolean}
	/** `isUnrevoked`: the appliance may take the token as before, as far as is known. */
	| {
			readonly type: 'forget-secrets';
			readonly profile: Profile;
			readonly password: boolean;
			readonly isUnrevoked?: true;
	  }
	/** The limit of the appliance that was learnt, into the saved profile. */
	| {readonly type: 'store-limits'; readonly profile: Profile; readonly limit: Ending}
	| {readonly type: 'cancel-request'; readonly request: number}
	/** Kept connections may lead nowhere any more; requests under way are not touched. */
	| {readonly type: 'drop-connections'};

/** When an event reached the engine, and one sample from 0 to 1 for whatever is to be jittered. */
export type Moment = {readonly now: Instant; readonly sample: number};

export type Step = readonly [Session, ...Effect[]];
