import {type CheckId, doubtful, type Finding, failed, skipped, well} from './doctor.ts';
import {explain} from './explain.ts';
import {advice, type ExplainContext} from './explanation.ts';
import type {Outcome} from './outcome.ts';
import type {Refusal} from './refusal.ts';
import {refusalOf} from './refusal-decoder.ts';
import {kindOfTransport} from './refusal-transport.ts';
import {safeText} from './server-text.ts';
import type {Duration} from './time.ts';
import {roundTripInWords} from './time-in-words.ts';

/** A refusal as a finding: what it is, why, and what to do. */
export function refusedFinding(id: CheckId, refusal: Refusal, context: ExplainContext): Finding {
	const {title, cause, advice: steps} = explain(refusal, context);
	const says = refusal.serverSays === undefined ? '' : ` It says: «${refusal.serverSays}»`;
	return failed(id, refusal.kind, `${title}. ${cause}${says}`, ...steps);
}

/** The code of Node's when a name could not be looked up, or our own for no answer in time. */
type Lookup = Outcome<{readonly addresses: readonly string[]; readonly took: Duration}, string>;

/** `undefined` for an address, which needs no looking up. */
export function dnsFinding(host: string, lookup: Lookup | undefined, context: ExplainContext): Finding {
	const name = safeText(host, 100);
	if (lookup === undefined) return skipped('dns', `${name} is an address`);
	if (!lookup.ok) {
		// In words: who does not answer in time is the DNS server.
		const code = lookup.failure === 'SVT_TIMEOUT' ? 'EAI_AGAIN' : lookup.failure;
		return refusedFinding('dns', unreachable(code, 'resolve', context), context);
	}
	const {addresses, took} = lookup.value;
	const shown = addresses.slice(0, 4).map(address => safeText(address, 60));
	const more = addresses.length - shown.length;
	return well(
		'dns',
		`${name} is ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}, in ${roundTripInWords(took)}`,
	);
}

/** What came of a connection to one address: how long it took, or the code why there is none. */
export type Knock = {readonly address: string; readonly answer: Outcome<Duration, string>};

export function tcpFinding(knocks: readonly Knock[], port: number, context: ExplainContext): Finding {
	const answered = knocks.find(({answer}) => answer.ok);
	const [first] = knocks;
	if (answered === undefined || !answered.answer.ok) {
		const code = first === undefined || first.answer.ok ? 'ENOTFOUND' : first.answer.failure;
		return refusedFinding('tcp', unreachable(code, 'connect', context), context);
	}
	const whose = context.profile?.proxy === undefined ? '' : 'the proxy: ';
	const where = `${whose}${safeText(answered.address, 60)} port ${port} in ${roundTripInWords(answered.answer.value)}`;
	const silent = knocks.filter(({answer}) => !answer.ok && answer.failure === 'SVT_TIMEOUT');
	if (silent.length === 0) return well('tcp', where);
	const addresses = silent.map(({address}) => safeText(address, 60)).join(', ');
	return doubtful(
		'tcp',
		`${where}, but ${addresses} did not answer: each connection may wait for it first`,
		advice('Take the dead address out of the DNS, or use the one that answers in place of the name'),
	);
}

/** The appliance, or the proxy that leads to it: that is what is reached from here. */
function unreachable(code: string, phase: 'resolve' | 'connect', {profile}: ExplainContext): Refusal {
	const proxy = profile?.proxy === undefined ? undefined : {origin: profile.proxy, status: undefined};
	return refusalOf(kindOfTransport(code, phase, ''), {code, phase, proxy});
}
