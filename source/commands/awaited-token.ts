import {type Deadlines, endingAt, isProven} from '../domain/deadline.ts';
import {failure, type Outcome, success} from '../domain/outcome.ts';
import {type Profile, secretNameOf} from '../domain/profile.ts';
import {lastKnownUse} from '../domain/session-deadlines.ts';
import {isSignedOutOf, type SessionRecord} from '../domain/session-record.ts';
import {readStoredToken} from '../domain/stored-token.ts';
import {type Instant, milliseconds, seconds, until} from '../domain/time.ts';
import type {Token} from '../domain/token.ts';
import type {SecretStoreFailure} from '../ports.ts';
import type {CommandContext} from './command.ts';
import {runningKeeper} from './running-keeper.ts';

/** What is stored of a session, and what is known of it at `now`. */
export type StoredSession = {
	readonly token: Token;
	readonly deadlines: Deadlines;
	readonly record: SessionRecord | undefined;
	/** By which deadline it is over for sure, or whether whoever used it last was told so. */
	readonly ending: 'idle' | 'absolute' | 'refused' | undefined;
	readonly now: Instant;
};

/** Undefined when no token is stored. */
type Looked = Outcome<StoredSession | undefined, SecretStoreFailure>;

const patience = seconds(5);
const pace = milliseconds(250);
/** Whoever waits longer wants to know what for. */
const silence = seconds(1);

/** The stored session. At the end of one that another process brings on, the next token is waited for, five seconds at most. */
export async function awaitStoredSession(profile: Profile, context: CommandContext): Promise<Looked> {
	const {ports, output, stop} = context;
	const {clock} = ports;
	const since = clock.now();
	let looked = await look(profile, context);
	let isTold = false;
	while (looked.ok && !stop.aborted) {
		const keeper = looked.value && successorFrom(looked.value, context);
		const waited = until(clock.now(), since);
		if (keeper === undefined || waited >= patience) return looked;
		if (!isTold && waited >= silence)
			output.talk(`${profile.name}: the token is over; waiting for the next one, which process ${keeper} brings`);
		isTold ||= waited >= silence;
		await pause(context);
		looked = await look(profile, context);
	}
	return looked;
}

async function look(profile: Profile, {ports, stop}: CommandContext): Promise<Looked> {
	const stored = await ports.secretsFor(profile.storage).read(secretNameOf(profile, 'token'), stop);
	if (!stored.ok) return failure(stored.failure);
	const token = stored.value && readStoredToken(stored.value);
	if (token === undefined) return success(undefined);
	const record = await ports.records.read(profile.name);
	// A sign-out that was interrupted may have left it there.
	if (isSignedOutOf(record, profile, token)) return success(undefined);
	const now = ports.clock.now();
	const {deadlines} = lastKnownUse(token, record, profile, now);
	const isRefused = record?.state === 'expired' && record.token?.fingerprint === token.fingerprint;
	return success({
		token,
		deadlines,
		record,
		now,
		ending: endingAt(deadlines, now) ?? (isRefused ? 'refused' : undefined),
	});
}

/** The process that is about to get the next token in place of one that is over, or may be within the second. */
function successorFrom({deadlines, record, ending, now}: StoredSession, {ports}: CommandContext): number | undefined {
	const {absolute} = deadlines;
	const isEnding = ending === 'refused' || (absolute !== undefined && !isProven(absolute, now));
	return isEnding && record?.renew === 'auto' ? runningKeeper(record, now, ports.isRunning) : undefined;
}

function pause({ports, stop}: CommandContext): Promise<void> {
	return new Promise(resolve => {
		const end = () => {
			cancel();
			stop.removeEventListener('abort', end);
			resolve();
		};
		const cancel = ports.clock.after(pace, end);
		stop.addEventListener('abort', end);
	});
}
