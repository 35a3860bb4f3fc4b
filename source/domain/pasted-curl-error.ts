import {transportErrorIn} from './pasted-transport.ts';
import type {TransportError} from './refusal-answer.ts';

/**
 * What curl's exit code means (curl.se/libcurl/c/libcurl-errors.html): its words say more than the number where they are known, and
 * what it told before them sometimes more than its words. A status, where a proxy or server answered with one.
 */
export function curlError(number: number, words: string, told: string): TransportError | {readonly status: number} {
	const status = /(?:returned error:|response|HTTP code) (\d{3})/.exec(words)?.[1];
	if (status !== undefined) return {status: Number(status)};
	const known = transportErrorIn(words) ?? (number === 7 || number === 28 ? transportErrorIn(told) : undefined);
	const {code, phase} = byNumber[number] ?? broken;
	if (number === 28) return {code: 'ETIMEDOUT', message: '', phase: phaseOfTimeout(words)};
	// Since 8.0 every failed connection is told in the same words; only a refused one fails at once.
	if (number === 7 && known === undefined && afterMilliseconds(words) >= 1000) {
		return {code: afterMilliseconds(words) < 5000 ? 'EHOSTUNREACH' : 'ETIMEDOUT', message: '', phase: 'connect'};
	}
	// The same words stand for a break before and after the handshake.
	const isEarly = phase === 'handshake' && known?.code === 'ECONNRESET';
	return known === undefined || isEarly ? {code, message: '', phase} : known;
}

type Place = Pick<TransportError, 'code' | 'phase'>;

const broken: Place = {code: 'ECONNRESET', phase: 'answer'};
const tls: Place = {code: 'ECONNRESET', phase: 'handshake'};
const untrusted: Place = {code: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', phase: 'handshake'};

const byNumber: Readonly<Record<number, Place>> = {
	1: {code: 'ERR_INVALID_URL', phase: 'resolve'},
	3: {code: 'ERR_INVALID_URL', phase: 'resolve'},
	5: {code: 'ENOTFOUND', phase: 'resolve'},
	6: {code: 'ENOTFOUND', phase: 'resolve'},
	7: {code: 'ECONNREFUSED', phase: 'connect'},
	35: tls,
	51: {code: 'ERR_TLS_CERT_ALTNAME_INVALID', phase: 'handshake'},
	53: tls,
	54: tls,
	58: tls,
	59: tls,
	60: untrusted,
	// The file of authorities could not be read, so there was none to vouch.
	77: untrusted,
	80: tls,
	83: untrusted,
	90: untrusted,
	91: untrusted,
	97: {code: 'ECONNREFUSED', phase: 'connect'},
};

const afterMilliseconds = (words: string) => Number(/after (\d{1,9}) ms/.exec(words)?.[1] ?? 0);

function phaseOfTimeout(words: string): TransportError['phase'] {
	if (/SSL|TLS/.test(words)) return 'handshake';
	return /bytes received|Operation timed out/.test(words) ? 'answer' : 'connect';
}
