import {type Certificate, hasSameKey, printInGroups} from './certificate.ts';
import {
	addressAtStart,
	addressOf,
	advice,
	command,
	type ExplainContext,
	type Explanation,
	inSentence,
} from './explanation.ts';
import {wayInWords} from './profile-in-words.ts';
import type {Refusal} from './refusal.ts';
import {strangerOfCertificate} from './refusal-strangers.ts';
import {strangerInWords} from './stranger-in-words.ts';

export function explainUntrustedCertificate({code, certificate}: Refusal, context: ExplainContext): Explanation {
	const where = addressOf(context);
	const shown = `${strangerSentence(certificate)}${proxySentence(context)}${fingerprintSentence(certificate?.sha256)}`;
	const compare = advice(
		"Compare the SHA-256 with that of the appliance's own console; svt-tui shows it and asks",
		command('login', context),
	);
	const signed = advice('Or trust the authority that signed it', command('login', context, '--ca-file ca.pem'));
	switch (code) {
		case 'DEPTH_ZERO_SELF_SIGNED_CERT':
			return {
				title: 'The certificate is self-signed',
				cause: `${addressAtStart(context)} shows a certificate that nobody vouches for, as appliances do from the factory. Nothing was sent.${shown}`,
				advice: [compare, advice('Or have a signed certificate installed on the appliance')],
			};
		case 'ERR_TLS_CERT_ALTNAME_INVALID':
		case 'HOSTNAME_MISMATCH':
			return {
				title: 'The certificate is for another name',
				cause: `${addressAtStart(context)} shows a certificate that does not name this address; appliances often have one for a name such as omnicube-ip1-23. Nothing was sent.${shown}`,
				advice: [advice('Sign in with the name that stands in the certificate', command('login', {})), compare],
			};
		case 'CERT_HAS_EXPIRED':
		case 'CERT_NOT_YET_VALID':
			return {
				title: code === 'CERT_HAS_EXPIRED' ? 'The certificate has expired' : 'The certificate is not valid yet',
				cause: `By the clock of this machine, the certificate of ${where} is not valid at this time. Nothing was sent.${shown}`,
				advice: [
					advice('Check the clock of this machine'),
					advice('Have the certificate renewed on the appliance'),
					compare,
				],
			};
		case 'CERT_REVOKED':
			return {
				title: 'The certificate was revoked',
				cause: `The authority that signed the certificate of ${where} took it back. Nothing was sent.${shown}`,
				advice: [advice('Have a new certificate installed on the appliance; do not trust this one')],
			};
		default:
			return {
				title: 'The certificate is not trusted',
				cause: `This machine knows no authority that vouches for the certificate of ${where}. Nothing was sent.${shown}`,
				advice: [compare, signed],
			};
	}
}

export function explainCertificateChanged({certificate, pinned}: Refusal, context: ExplainContext): Explanation {
	const where = addressAtStart(context);
	// Where the old one is known too, both are shown side by side.
	const fingerprint = pinned === undefined ? fingerprintSentence(certificate?.sha256) : '';
	const settled = `Nothing was sent, and nothing will be until this is settled.${proxySentence(context)}${fingerprint}`;
	const accept = command('trust accept', context);
	const isRenewed = certificate !== undefined && pinned !== undefined && hasSameKey(pinned, certificate);
	if (isRenewed) {
		return {
			title: 'The certificate was renewed with the same key',
			cause: `${where} does not show the certificate that this profile trusts, but one with the same key: most likely the same appliance has renewed it. ${settled}`,
			advice: [
				advice("Compare the SHA-256 with that of the appliance's own console"),
				advice('If it is the same: look at both side by side, and trust the renewed one', accept),
			],
		};
	}
	return {
		title: 'The appliance shows another certificate than before',
		cause: `${where} does not show the certificate that this profile trusts. It was renewed, the appliance was reinstalled, another machine has its address, or somebody listens in. ${settled}`,
		advice: [
			advice("Compare the SHA-256 with that of the appliance's own console; until then do not sign in there"),
			advice('Only if it is the same: look at both side by side, and trust the new one', accept),
		],
	};
}

function strangerSentence(certificate: Certificate | undefined): string {
	const stranger = certificate && strangerOfCertificate(certificate);
	if (stranger === undefined) return '';
	const {name} = strangerInWords[stranger];
	return ` By its names it is the certificate of ${inSentence(name)}, not of an appliance: is the address right?`;
}

/** Companies have proxies that open each TLS connection to look into it. */
function proxySentence({profile}: ExplainContext): string {
	if (profile?.proxy === undefined) return '';
	return ` The way there leads ${wayInWords(profile.proxy)}; one that opens TLS connections shows a certificate of its own, and would see the password.`;
}

const fingerprintSentence = (sha256: string | undefined) =>
	sha256 === undefined || !/^[0-9a-f]{64}$/.test(sha256) ? '' : ` Its SHA-256: ${printInGroups(sha256)}.`;
