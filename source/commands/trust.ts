import {parseFingerprint} from '../domain/certificate.ts';
import {success} from '../domain/outcome.ts';
import {type Profile, parseOrigin} from '../domain/profile.ts';
import {proxyInWords, trustInWords} from '../domain/profile-in-words.ts';
import type {Profiles} from '../ports.ts';
import {certificateLines, factLine} from './certificate-lines.ts';
import {lookAtCertificate, type SeenCertificate} from './certificate-seen.ts';
import type {CommandContext, Invocation, RunCommand} from './command.ts';
import {exitCodeOfRefusal, exitCodeOfSignal, exitCodes} from './exit-code.ts';
import {textOption} from './option-values.ts';
import {fail} from './output.ts';
import {chooseProfile, type Found, loadProfiles} from './profile-choice.ts';
import {tellRefusal} from './refusal-words.ts';
import {acceptCertificate} from './trust-accept.ts';

const actions = ['show', 'accept', 'forget'] as const;

/** `trust show`, `trust accept`, `trust forget`: none of them sends more than a handshake. */
export const run: RunCommand = async (invocation, context) => {
	const {output, stop} = context;
	const [word = 'show', ...words] = invocation.words;
	const action = actions.find(known => known === word);
	if (action === undefined)
		return fail(output, exitCodes.usage, 'trust does one of show, accept, forget', 'see svt-tui trust --help');
	const given = textOption(invocation, 'fingerprint');
	const fingerprint = given === undefined ? undefined : parseFingerprint(given);
	if (given !== undefined && action !== 'accept')
		return fail(output, exitCodes.usage, `--fingerprint is for trust accept, not for trust ${action}`);
	if (given !== undefined && fingerprint === undefined)
		return fail(output, exitCodes.usage, '--fingerprint is the SHA-256 of the certificate: 64 hex digits');
	const loaded = await loadProfiles(context);
	if (!loaded.ok) return loaded.failure;
	const profile = profileFor(loaded.value, {...invocation, words}, context);
	if (!profile.ok) return profile.failure;
	const code = await carryOut(action, profile.value, fingerprint, context);
	return stop.aborted ? exitCodeOfSignal(String(stop.reason)) : code;
};

function carryOut(
	action: (typeof actions)[number],
	profile: Profile,
	fingerprint: string | undefined,
	context: CommandContext,
): Promise<number> {
	switch (action) {
		case 'show':
			return show(profile, context);
		case 'accept':
			return acceptCertificate(profile, fingerprint, context);
		case 'forget':
			return forget(profile, context);
	}
}

/** By name, or by the address of an appliance that has a profile. */
function profileFor(loaded: Profiles, invocation: Invocation, context: CommandContext): Found<Profile> {
	const [word] = invocation.words;
	const isName = loaded.profiles.some(({name}) => name === word);
	const origin = word === undefined || isName ? undefined : parseOrigin(word);
	const there = origin === undefined ? undefined : loaded.profiles.find(profile => profile.origin === origin);
	return there === undefined ? chooseProfile(loaded, invocation, context) : success(there);
}

/** What is trusted, and whether the appliance shows that now; where it cannot be asked, what is trusted is told all the same. */
async function show(profile: Profile, context: CommandContext): Promise<number> {
	const {output, ports} = context;
	const {name, origin, trust, proxy} = profile;
	const seen = await lookAtCertificate(profile, context);
	const shown = seen.ok ? seen.value : undefined;
	// Of a pinned certificate that is shown now more is known than what was kept.
	const known = shown?.refusal === undefined ? shown?.certificate : undefined;
	const told = known ?? (trust.mode === 'pinned' ? trust : undefined);
	output.data(`${name}  ${origin}  ${trustInWords(profile).long}`);
	if (proxy !== undefined) for (const line of factLine('proxy', proxyInWords(proxy))) output.data(line);
	if (trust.mode === 'ca-file') for (const line of factLine('CA file', trust.path)) output.data(line);
	if (told !== undefined) for (const line of certificateLines(told, ports.clock.now())) output.data(line);
	for (const line of factLine('now', nowWords(profile, shown))) output.data(line);
	const refusal = seen.ok ? seen.value.refusal : seen.failure;
	if (refusal === undefined) return exitCodes.ok;
	tellRefusal(refusal, {profile}, output);
	return exitCodeOfRefusal(refusal.kind);
}

function nowWords({trust}: Profile, seen: SeenCertificate | undefined): string {
	if (seen === undefined) return 'the appliance could not be asked';
	if (seen.certificate === undefined) return 'nothing is encrypted, and there is no certificate';
	if (trust.mode !== 'pinned') return seen.refusal === undefined ? 'it is vouched for' : 'nobody vouches for it';
	if (seen.refusal !== undefined) return 'the appliance shows another certificate';
	return `the appliance shows this certificate${seen.isVouchedFor ? '; the roots of this system vouch for it too' : ''}`;
}

/** Back to the roots of the system. */
async function forget(profile: Profile, {ports, output}: CommandContext): Promise<number> {
	const {name, trust} = profile;
	if (trust.mode === 'system') {
		output.talk(`${name} has neither a pinned certificate nor a CA file: the roots of this system decide`);
		return exitCodes.ok;
	}
	const saved = await ports.profiles.save({...profile, trust: {mode: 'system'}});
	if (!saved.ok) return fail(output, exitCodes.unexpected, saved.failure.text);
	const what = trust.mode === 'pinned' ? 'pinned certificate' : 'CA file';
	output.talk(`${name} has no ${what} any more: the roots of this system decide from now on`);
	output.hint('what runs now goes on with its token until it ends, but sends no password by itself any more');
	output.hint(`a certificate that they do not vouch for is asked about at the next sign-in: svt-tui login ${name}`);
	return exitCodes.ok;
}
