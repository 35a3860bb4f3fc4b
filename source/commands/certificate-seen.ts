import type {Certificate} from '../domain/certificate.ts';
import {failure, type Outcome, success} from '../domain/outcome.ts';
import type {Profile} from '../domain/profile.ts';
import type {Refusal} from '../domain/refusal.ts';
import {refusalOf} from '../domain/refusal-decoder.ts';
import {seconds} from '../domain/time.ts';
import type {CommandContext} from './command.ts';

const lookTimeout = seconds(10);

export type SeenCertificate = {
	/** Undefined for plain HTTP. */
	readonly certificate: Certificate | undefined;
	/** Whether the system's roots, or the profile's CA file, vouch for it. */
	readonly isVouchedFor: boolean;
	/** Why the profile does not believe it; undefined when it does. */
	readonly refusal: Refusal | undefined;
};

/** What the appliance shows now, held against what the profile trusts. Nothing but a handshake is sent. */
export async function lookAtCertificate(
	{origin, trust, proxy}: Profile,
	{ports, stop}: Pick<CommandContext, 'ports' | 'stop'>,
): Promise<Outcome<SeenCertificate, Refusal>> {
	const looked = await ports.appliance.lookAtCertificate({
		origin,
		trust: trust.mode === 'pinned' ? {mode: 'system'} : trust,
		proxy,
		timeout: lookTimeout,
		signal: stop,
	});
	if (!looked.ok) return failure(looked.failure);
	const {certificate, verified, problem} = looked.value;
	const seen = {certificate, isVouchedFor: verified};
	if (certificate === undefined) return success({...seen, refusal: undefined});
	if (trust.mode !== 'pinned')
		return success({
			...seen,
			refusal: verified
				? undefined
				: refusalOf('untrusted-certificate', {code: problem, phase: 'handshake', certificate}),
		});
	const isSame = certificate.sha256 === trust.sha256;
	const changed = {code: 'SVT_CERTIFICATE_CHANGED', phase: 'handshake', certificate, pinned: trust} as const;
	return success({...seen, refusal: isSame ? undefined : refusalOf('certificate-changed', changed)});
}
