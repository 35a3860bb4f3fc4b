import {resolve} from 'node:path';
import {parseFingerprint} from '../domain/certificate.ts';
import {failure, type Outcome, success} from '../domain/outcome.ts';
import {parseProfileName, type RenewPolicy} from '../domain/profile.ts';
import {longestPath, longestUsername, renewPolicies, secondsBounds} from '../domain/profile-format.ts';
import {type Duration, seconds} from '../domain/time.ts';
import type {Invocation} from './command.ts';
import {choiceOption, durationOption, hasOption, textOption} from './option-values.ts';

/** What the options of `login` wish for; undefined where nothing was said. */
export type LoginOptions = {
	readonly username: string | undefined;
	readonly isEmergency: boolean;
	readonly isPasswordOnStdin: boolean;
	readonly isPasswordSaved: boolean;
	/** 64 hex digits. */
	readonly fingerprint: string | undefined;
	/** An absolute path. */
	readonly caFile: string | undefined;
	readonly profileName: string | undefined;
	readonly keepAlive: boolean;
	readonly renew: RenewPolicy | undefined;
	readonly idleLimit: Duration | undefined;
};

/** A failure is words to a person. */
export function readLoginOptions(invocation: Invocation): Outcome<LoginOptions, string> {
	const renew = choiceOption(invocation, 'renew', renewPolicies);
	if (!renew.ok) return renew;
	const idleLimit = durationOption(invocation, 'idle-limit');
	if (!idleLimit.ok) return idleLimit;
	if (idleLimit.value !== undefined && (idleLimit.value < shortestLimit || idleLimit.value > longestLimit))
		return failure('--idle-limit is between 1s and 24h');
	const fingerprintText = textOption(invocation, 'fingerprint');
	const fingerprint = fingerprintText === undefined ? undefined : parseFingerprint(fingerprintText);
	if (fingerprintText !== undefined && fingerprint === undefined)
		return failure('--fingerprint is the SHA-256 of the certificate: 64 hex digits, with or without colons');
	const caFile = textOption(invocation, 'ca-file');
	if (caFile !== undefined && (hasControls(caFile) || caFile.length > longestPath))
		return failure('--ca-file is the path of a PEM file');
	if (caFile !== undefined && fingerprint !== undefined) return failure('take one of --fingerprint and --ca-file');
	const profileName = textOption(invocation, 'profile');
	if (profileName !== undefined && parseProfileName(profileName) === undefined)
		return failure('--profile is a name of 1 to 40 letters, digits, dots and dashes');
	const username = textOption(invocation, 'username')?.trim();
	if (username !== undefined && (username === '' || hasControls(username) || username.length > longestUsername))
		return failure(`--username is a user name of 1 to ${longestUsername} characters`);
	return success({
		username,
		isEmergency: hasOption(invocation, 'emergency'),
		isPasswordOnStdin: hasOption(invocation, 'password-stdin'),
		isPasswordSaved: !hasOption(invocation, 'no-save'),
		fingerprint,
		caFile: caFile === undefined ? undefined : resolve(caFile),
		profileName,
		keepAlive: hasOption(invocation, 'keep-alive'),
		renew: renew.value,
		idleLimit: idleLimit.value,
	});
}

const shortestLimit = seconds(1);
const longestLimit = seconds(Math.min(86_400, secondsBounds.most));

const hasControls = (text: string) => /[\p{Cc}\p{Cs}]/u.test(text);
