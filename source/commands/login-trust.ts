import {pinOf, type Trust} from '../domain/certificate.ts';
import {proxyFor} from '../domain/draft.ts';
import {type Advice, advice, shellWord} from '../domain/explanation.ts';
import {failure, success} from '../domain/outcome.ts';
import {otherPrintLines} from './certificate-lines.ts';
import {lookInTime} from './certificate-seen.ts';
import type {CommandContext, Invocation} from './command.ts';
import {exitCodeOfRefusal, exitCodes} from './exit-code.ts';
import type {Login} from './login-target.ts';
import {fail} from './output.ts';
import type {Found} from './profile-choice.ts';
import {tellRefusal} from './refusal-words.ts';

/**
 * Why the appliance is believed, where nobody can be asked. With `--fingerprint` its certificate is looked at first: one that is
 * another gets nothing. Otherwise the profile's trust holds, and a connection that it does not hold for is refused by itself.
 */
export async function decideTrust(
	origin: string,
	{draft, profiles, options: {fingerprint}, target}: Login,
	context: CommandContext,
): Promise<Found<Trust>> {
	const {output} = context;
	const proxy = proxyFor(draft, profiles, origin);
	if (fingerprint === undefined) return success(draft.trust);
	const seen = await lookInTime({origin, trust: {mode: 'system'}, proxy}, context);
	if (!seen.ok) {
		const profile = {name: target.known?.name ?? origin, origin, username: draft.username, proxy};
		tellRefusal(seen.failure, {profile}, output);
		return failure(exitCodeOfRefusal(seen.failure.kind));
	}
	const {certificate} = seen.value;
	if (certificate === undefined)
		return failure(
			fail(output, exitCodes.usage, `${origin} is plain HTTP and has no certificate: leave out --fingerprint`),
		);
	if (certificate.sha256 === fingerprint) return success(pinOf(certificate));
	output.error(`${origin} does not show the certificate that --fingerprint names; nothing was sent`);
	for (const line of otherPrintLines(fingerprint, certificate.sha256)) output.talk(line);
	output.hint(
		"compare both with the SHA-256 that the appliance's own console shows; until they agree do not sign in there",
	);
	return failure(exitCodes.certificate);
}

/** What to do about a certificate that nobody vouches for, where nobody can be asked: the same command line, with its fingerprint. */
export function trustAdvice({words, options}: Invocation, sha256: string): readonly Advice[] {
	const parts = ['svt-tui', 'login', ...words.map(shellWord)];
	for (const [name, value] of Object.entries(options)) {
		if (name === 'fingerprint' || name === 'ca-file') continue;
		parts.push(typeof value === 'string' ? `--${name} ${shellWord(value)}` : `--${name}`);
	}
	return [
		advice("Compare the SHA-256 with that of the appliance's own console"),
		advice('Only if it is the same', [...parts, `--fingerprint ${sha256}`].join(' ')),
		advice('Or trust the authority that signed it, with --ca-file FILE'),
	];
}
