import type {Trust} from '../domain/certificate.ts';
import {provenUntil} from '../domain/deadline.ts';
import {spanInWords} from '../domain/explanation.ts';
import type {Profile} from '../domain/profile.ts';
import type {Secret} from '../domain/secret.ts';
import {type Duration, type Instant, until} from '../domain/time.ts';
import {localTime} from '../domain/time-in-words.ts';
import {parseBearer} from '../domain/token.ts';
import {awaitStoredSession, type StoredSession} from './awaited-token.ts';
import type {CommandContext, Invocation, RunCommand} from './command.ts';
import {exitCodeOfSignal, exitCodeOfStore, exitCodes} from './exit-code.ts';
import {tellOnlyInMemory} from './no-session.ts';
import {durationOption, hasOption, textOption} from './option-values.ts';
import {fail} from './output.ts';
import {chooseProfile, loadProfiles} from './profile-choice.ts';
import {unlockForUse} from './unlocked.ts';

/** The token itself, for a script. Reads what is stored and known; asks no appliance. */
export const run: RunCommand = async (invocation, context) => {
	const {output, input, environment} = context;
	const minTtl = durationOption(invocation, 'min-ttl');
	if (!minTtl.ok) return fail(output, exitCodes.usage, minTtl.failure);
	if (hasOption(invocation, 'header') && hasOption(invocation, 'curl-config'))
		return fail(output, exitCodes.usage, 'take one of --header and --curl-config');
	if (input.isTerminal.stdout && !hasOption(invocation, 'show')) {
		const hint = 'pipe it into a program, or show it all the same: svt-tui token --show';
		return fail(output, exitCodes.usage, 'the token would be shown on this terminal', hint);
	}
	const isNamed = invocation.words.length > 0 || textOption(invocation, 'profile') !== undefined;
	const given = environment.SVT_TOKEN ?? '';
	if (given !== '' && !isNamed) return tokenOfEnvironment(given, invocation, minTtl.value, context);
	return storedTokenOf(invocation, minTtl.value, context);
};

function tokenOfEnvironment(
	given: string,
	invocation: Invocation,
	minTtl: Duration | undefined,
	{output}: CommandContext,
): number {
	const bearer = parseBearer(given);
	if (bearer === undefined) return fail(output, exitCodes.usage, 'SVT_TOKEN holds no token');
	if (minTtl !== undefined)
		return fail(output, exitCodes.tooShort, 'how long the token in SVT_TOKEN lives is not known');
	output.data(formatted(bearer, invocation));
	return exitCodes.ok;
}

async function storedTokenOf(
	invocation: Invocation,
	minTtl: Duration | undefined,
	context: CommandContext,
): Promise<number> {
	const {output, stop} = context;
	const loaded = await loadProfiles(context);
	if (!loaded.ok) return loaded.failure;
	const chosen = chooseProfile(loaded.value, invocation, context);
	if (!chosen.ok) return chosen.failure;
	const profile = chosen.value;
	const signIn = `sign in: svt-tui login ${profile.name}`;
	const unlocked = await unlockForUse([profile.storage], 'read', context);
	if (!unlocked.ok) return unlocked.failure;
	if (profile.storage === 'memory') return tellOnlyInMemory(profile, output);
	const stored = await awaitStoredSession(profile, context);
	if (stop.aborted) return exitCodeOfSignal(String(stop.reason));
	if (!stored.ok) return fail(output, exitCodeOfStore(stored.failure), stored.failure.text);
	if (stored.value === undefined)
		return fail(output, exitCodes.signInNeeded, `${profile.name}: no token is stored`, signIn);
	const {token, deadlines, ending, now} = stored.value;
	if (ending !== undefined) {
		const at = (ending === 'absolute' ? deadlines.absolute : deadlines.idle)?.latest;
		return fail(output, exitCodes.signInNeeded, endText(profile, {ending, at, now}), signIn);
	}
	const left = until(provenUntil(deadlines), now);
	if (minTtl !== undefined && left < minTtl) {
		return fail(
			output,
			exitCodes.tooShort,
			`${profile.name}: the token lives ${spanInWords(left)} more, not ${spanInWords(minTtl)}`,
			signIn,
		);
	}
	output.data(formatted(token.bearer, invocation, profile));
	return exitCodes.ok;
}

type End = Pick<StoredSession, 'ending'> & {readonly at: Instant | undefined; readonly now: Instant};

function endText({name}: Profile, {ending, at, now}: End): string {
	if (ending === 'refused' || at === undefined) return `${name}: the token has expired`;
	const time = localTime(at, now);
	return ending === 'idle'
		? `${name}: the token has idled out at ${time}, by our clock`
		: `${name}: the token ran out at ${time}, by our clock`;
}

function formatted(bearer: Secret, invocation: Invocation, profile?: Profile): string {
	const header = `Authorization: Bearer ${bearer.reveal()}`;
	if (hasOption(invocation, 'curl-config')) return [`header = "${header}"`, ...curlWay(profile)].join('\n');
	return hasOption(invocation, 'header') ? header : bearer.reveal();
}

/** As we get there, and believe it. */
const curlWay = (profile: Profile | undefined): readonly string[] =>
	profile?.proxy === undefined
		? curlTrust(profile?.trust)
		: [`proxy = ${curlWord(profile.proxy)}`, ...curlTrust(profile.trust)];

/**
 * What makes curl believe the certificate that we believe, and no other. With `insecure` it asks no authority, but goes on holding the
 * key against the pinned one, and sends nothing where that differs (curl's manual, --pinnedpubkey).
 */
function curlTrust(trust: Trust | undefined): readonly string[] {
	if (trust?.mode === 'ca-file') return [`cacert = ${curlWord(trust.path)}`];
	if (trust?.mode !== 'pinned' || trust.publicKeySha256 === undefined) return [];
	const key = Buffer.from(trust.publicKeySha256, 'hex').toString('base64');
	return [`pinnedpubkey = "sha256//${key}"`, 'insecure'];
}

/** As curl's configuration files quote it. */
const curlWord = (text: string) => `"${text.replace(/[\\"]/g, '\\$&')}"`;
