import {type Certificate, isSameTrust, pinOf} from '../domain/certificate.ts';
import {shellWord} from '../domain/explanation.ts';
import {fingerprintCommand} from '../domain/fingerprint-command.ts';
import type {Profile} from '../domain/profile.ts';
import {saysYes} from './asked-person.ts';
import {certificateLines, otherPrintLines} from './certificate-lines.ts';
import {lookAtCertificate, type SeenCertificate} from './certificate-seen.ts';
import type {CommandContext} from './command.ts';
import {exitCodeOfRefusal, exitCodes} from './exit-code.ts';
import {fail} from './output.ts';
import {tellRefusal} from './refusal-words.ts';

/** Pins the certificate that is shown now, on the word of a person who has seen it, or of one who named its fingerprint. */
export async function acceptCertificate(
	profile: Profile,
	fingerprint: string | undefined,
	context: CommandContext,
): Promise<number> {
	const {output} = context;
	const {name, origin, trust} = profile;
	const seen = await lookAtCertificate(profile, context);
	if (!seen.ok) {
		tellRefusal(seen.failure, {profile}, output);
		return exitCodeOfRefusal(seen.failure.kind);
	}
	const {certificate, refusal} = seen.value;
	if (certificate === undefined)
		return fail(output, exitCodes.usage, `${name}: ${origin} is plain HTTP and has no certificate`);
	if (fingerprint !== undefined && fingerprint !== certificate.sha256)
		return tellOther(name, fingerprint, certificate, context);
	if (refusal === undefined && (trust.mode === 'pinned' || fingerprint === undefined)) {
		output.talk(`${name} trusts the certificate that the appliance shows: there is nothing to accept`);
		// Profiles of before kept less of it.
		return trust.mode === 'pinned' ? pin(profile, certificate, context) : exitCodes.ok;
	}
	if (fingerprint === undefined) {
		tellSeen(profile, seen.value, context);
		const denied = await deniedBy(profile, certificate, context);
		if (denied !== undefined) return denied;
	}
	const code = await pin(profile, certificate, context);
	if (code === exitCodes.ok) {
		const instead = trust.mode === 'ca-file' ? ', in place of its CA file' : '';
		output.talk(`${name} trusts this certificate from now on, and no other${instead}`);
		output.hint('what stopped at it goes on once it is started again');
	}
	return code;
}

function tellSeen(profile: Profile, {certificate, refusal}: SeenCertificate, {output, ports}: CommandContext): void {
	if (refusal !== undefined) tellRefusal(refusal, {profile}, output, []);
	if (refusal?.pinned === undefined && certificate !== undefined)
		for (const line of certificateLines(certificate, ports.clock.now())) output.talk(line);
	output.talk('compare it with the SHA-256 that the appliance itself prints on its console:');
	output.talk(`  ${fingerprintCommand(profile.origin).join(' ')}`);
}

/** The exit code where nobody said yes. */
async function deniedBy({name}: Profile, {sha256}: Certificate, context: CommandContext): Promise<number | undefined> {
	const {input, output} = context;
	if (input.isInteractive) {
		if (await saysYes(`trust this certificate for ${name} from now on?`, context)) return undefined;
		output.talk(`${name} trusts what it trusted before; nothing was changed`);
		return exitCodes.certificate;
	}
	const again = `svt-tui trust accept ${shellWord(name)} --fingerprint ${sha256}`;
	return fail(output, exitCodes.certificate, `${name}: there is nobody to ask`, `only if it is the same: ${again}`);
}

function tellOther(name: string, fingerprint: string, {sha256}: Certificate, {output}: CommandContext): number {
	output.error(`${name}: the appliance does not show the certificate that --fingerprint names; nothing was changed`);
	for (const line of otherPrintLines(fingerprint, sha256)) output.talk(line);
	output.hint("compare both with the SHA-256 that the appliance's own console shows");
	return exitCodes.certificate;
}

/** In the profile as it is by now, and in those that trusted the same certificate of the same appliance. */
async function pin(profile: Profile, certificate: Certificate, {ports, output}: CommandContext): Promise<number> {
	const {name, origin, trust} = profile;
	const loaded = await ports.profiles.load();
	if (!loaded.ok) return fail(output, exitCodes.unexpected, loaded.failure.text);
	const now = loaded.value.profiles.find(known => known.name === name);
	if (now?.origin !== origin || !isSameTrust(now.trust, trust))
		return fail(output, exitCodes.unexpected, `${name} was changed meanwhile by another svt-tui: look again`);
	const isSame = (other: Profile) =>
		other.origin === origin && trust.mode === 'pinned' && isSameTrust(other.trust, trust);
	for (const each of loaded.value.profiles.filter(other => other.name === name || isSame(other))) {
		const saved = await ports.profiles.save({...each, trust: pinOf(certificate)});
		if (!saved.ok) return fail(output, exitCodes.unexpected, saved.failure.text);
	}
	return exitCodes.ok;
}
