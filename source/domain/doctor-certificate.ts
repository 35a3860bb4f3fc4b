import {type Certificate, hasSameKey, printInGroups, type Trust} from './certificate.ts';
import {doubtful, type Finding, failed, skipped, well} from './doctor.ts';
import {refusedFinding} from './doctor-way.ts';
import {explain} from './explain.ts';
import {type Advice, advice, type ExplainContext, inSentence, shellWord, spanInWords} from './explanation.ts';
import type {Refusal} from './refusal.ts';
import {refusalOf} from './refusal-decoder.ts';
import {safeText} from './server-text.ts';
import {hours, type Instant, until} from './time.ts';
import {dayOf} from './time-in-words.ts';

/** What a look at the other side showed. */
type Shown = {
	readonly certificate: Certificate | undefined;
	readonly verified: boolean;
	readonly problem: string | undefined;
	readonly tls?: {readonly version: string; readonly cipher: string} | undefined;
};

export function tlsFinding({certificate, tls}: Shown): Finding {
	if (certificate === undefined) return skipped('tls', 'plain HTTP, on this machine only');
	return well(
		'tls',
		tls === undefined ? 'a secure connection came about' : safeText(`${tls.version}, ${tls.cipher}`, 100),
	);
}

/** How the appliance is believed, and by whose wish. */
type Believing = {
	readonly trust: Trust;
	/** False for an address that was never signed in to. */
	readonly isProfile: boolean;
	readonly origin: string;
};

/** Nothing of HTTP is sent before this is well. */
export function certificateFinding(
	shown: Shown,
	{trust, isProfile, origin}: Believing,
	now: Instant,
	context: ExplainContext,
): Finding {
	const {certificate, verified, problem} = shown;
	if (certificate === undefined) return skipped('certificate', 'plain HTTP has none');
	if (!verified) {
		const refusal = refusalOf('untrusted-certificate', {code: problem, certificate});
		if (isProfile || problem === 'CERT_REVOKED') return refusedFinding('certificate', refusal, context);
		const {title} = explain(refusal, context);
		return doubtful(
			'certificate',
			`${inWords(certificate)}: ${inSentence(title)}, and nobody has accepted it yet. Its SHA-256: ${printInGroups(certificate.sha256)}`,
			advice(
				"Compare the SHA-256 with that of the appliance's own console; svt-tui shows it and asks",
				`svt-tui login ${shellWord(origin)}`,
			),
		);
	}
	const why = {
		pinned: 'the pinned one',
		'ca-file': 'your CA file vouches for it',
		system: "the system's roots vouch for it",
	};
	const detail = `${inWords(certificate)}, ${why[trust.mode]}`;
	const doubt = doubtOfDates(certificate, now);
	return doubt === undefined
		? well('certificate', detail)
		: doubtful('certificate', `${detail}; ${doubt.text}`, ...doubt.steps);
}

/** Another certificate than the pinned one: everything stops. */
export function changedFinding(refusal: Refusal, trust: Trust, context: ExplainContext): Finding {
	const {certificate} = refusal;
	const before = trust.mode === 'pinned' ? trust : undefined;
	const isSameKey = certificate !== undefined && before !== undefined && hasSameKey(before, certificate);
	const shown =
		certificate === undefined ? '' : `: ${inWords(certificate)}, SHA-256 ${printInGroups(certificate.sha256)}`;
	const pinned = before === undefined ? '' : `; pinned is ${printInGroups(before.sha256)}`;
	const name = context.profile?.name ?? '';
	return failed(
		'certificate',
		'certificate-changed',
		`another one than is pinned${shown}${pinned}. ${isSameKey ? 'It has the same key, as one that was renewed. ' : ''}Nothing was sent`,
		advice("Compare the SHA-256 with that of the appliance's own console; until then do not sign in there"),
		advice('Only if it is the same', `svt-tui trust accept ${shellWord(name)}`),
	);
}

function inWords({subject, validTo}: Certificate): string {
	const name = safeText(subject, 100) || 'without a name';
	return validTo === undefined ? name : `${name}, until ${dayOf(validTo)}`;
}

const soon = hours(30 * 24);

/** A pinned certificate is believed whatever its dates say; others will not be, and then the appliance gets a new one. */
function doubtOfDates(
	{validFrom, validTo}: Certificate,
	now: Instant,
): {readonly text: string; readonly steps: readonly Advice[]} | undefined {
	const renew = advice('Have it renewed on the appliance; the new one has to be accepted then');
	if (validFrom !== undefined && validFrom > now) {
		return {
			text: `it is not valid before ${dayOf(validFrom)}`,
			steps: [advice('Check the clock of this machine'), renew],
		};
	}
	if (validTo === undefined) return undefined;
	const left = until(validTo, now);
	if (left <= 0) return {text: 'it has expired', steps: [renew]};
	return left < soon ? {text: `it expires in ${spanInWords(left)}`, steps: [renew]} : undefined;
}
