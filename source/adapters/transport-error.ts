import type {Certificate} from '../domain/certificate.ts';
import type {TransportError} from '../domain/refusal-decoder.ts';

export type Phase = TransportError['phase'];

/** The HTTP library's own codes in the terms of everybody else's. */
const libraryCodes: Readonly<Record<string, string>> = {
	UND_ERR_HEADERS_OVERFLOW: 'SVT_TOO_LARGE',
	UND_ERR_SOCKET: 'ECONNRESET',
	UND_ERR_CLOSED: 'ECONNRESET',
	UND_ERR_DESTROYED: 'ECONNRESET',
	UND_ERR_INFO: 'ECONNRESET',
	UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'HPE_INVALID',
};

/** An error of Node's, OpenSSL's or the HTTP library's as a value: code, first line of its text, and where the exchange stood. */
export function transportErrorOf(error: unknown, phase: Phase, certificate?: Certificate): TransportError {
	const {code, message} = factsOf(error);
	return transportError(libraryCodes[code] ?? code, message, phase, certificate);
}

export const transportError = (
	code: string,
	message: string,
	phase: Phase,
	certificate?: Certificate,
): TransportError => ({code, message, phase, ...(certificate === undefined ? {} : {certificate})});

function factsOf(error: unknown): {readonly code: string; readonly message: string} {
	// Several addresses were tried and each failed: Node gives one error an address, and the first speaks for all.
	if (error instanceof AggregateError && error.errors.length > 0) return factsOf(error.errors[0]);
	if (!(error instanceof Error)) return {code: 'UNKNOWN', message: ''};
	const {code} = error as NodeJS.ErrnoException;
	// What came over the connection is not HTTP as we know it: garbage, a `101`, a second answer. The parser's errors have no code.
	const isNotHttp = error.name === 'HTTPParserError' || (code === 'UND_ERR_SOCKET' && error.message.startsWith('bad '));
	if (isNotHttp) return {code: 'HPE_INVALID', message: error.message};
	return {code: code ?? error.name, message: error.message.slice(0, 1000)};
}
