import type {CertificateLook} from '../appliance-port.ts';
import type {Address} from '../domain/address.ts';
import type {Certificate} from '../domain/certificate.ts';
import {failure, type Outcome, success} from '../domain/outcome.ts';
import type {Profile} from '../domain/profile.ts';
import type {Refusal} from '../domain/refusal.ts';
import {refusalOf} from '../domain/refusal-decoder.ts';
import {seconds} from '../domain/time.ts';
import type {CommandContext} from './command.ts';
import {sayingWhenLate} from './late-words.ts';

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
	context: CommandContext,
): Promise<Outcome<SeenCertificate, Refusal>> {
	const believed = trust.mode === 'pinned' ? ({mode: 'system'} as const) : trust;
	const looked = await lookInTime({origin, trust: believed, proxy}, context);
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

const lookTimeout = seconds(10);

/** What is shown there, and what is waited for should that take long. */
export const lookInTime = (address: Address, context: CommandContext): Promise<Outcome<CertificateLook, Refusal>> =>
	sayingWhenLate(address.origin, context, () =>
		context.ports.appliance.lookAtCertificate({...address, timeout: lookTimeout, signal: context.stop}),
	);
