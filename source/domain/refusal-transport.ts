import type {ExchangePhase, RefusalKind} from './refusal.ts';

/** The codes with which OpenSSL and Node refuse a certificate. */
const certificateCodes = new Set([
	'UNABLE_TO_VERIFY',
	'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
	'UNABLE_TO_GET_ISSUER_CERT',
	'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
	'UNABLE_TO_DECRYPT_CERT_SIGNATURE',
	'UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY',
	'UNABLE_TO_GET_CRL',
	'DEPTH_ZERO_SELF_SIGNED_CERT',
	'SELF_SIGNED_CERT_IN_CHAIN',
	'CERT_HAS_EXPIRED',
	'CERT_NOT_YET_VALID',
	'CERT_SIGNATURE_FAILURE',
	'CERT_CHAIN_TOO_LONG',
	'CERT_REVOKED',
	'CERT_REJECTED',
	'CERT_UNTRUSTED',
	'ERROR_IN_CERT_NOT_BEFORE_FIELD',
	'ERROR_IN_CERT_NOT_AFTER_FIELD',
	'INVALID_CA',
	'INVALID_PURPOSE',
	'PATH_LENGTH_EXCEEDED',
	'HOSTNAME_MISMATCH',
	'EE_KEY_TOO_SMALL',
	'CA_KEY_TOO_SMALL',
	'CA_MD_TOO_WEAK',
	'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** An answer came, but not one that can be read within our limits. */
const unreadableCodes = new Set([
	'SVT_TOO_LARGE',
	'HPE_HEADER_OVERFLOW',
	'UND_ERR_HEADERS_OVERFLOW',
	'UND_ERR_RESPONSE_EXCEEDED_SIZE',
	'ERR_BUFFER_TOO_LARGE',
]);

/** What a transport error means, by its code and by how far the exchange had come. */
export function kindOfTransport(code: string, phase: ExchangePhase, message: string): RefusalKind {
	if (code === 'SVT_CERTIFICATE_CHANGED') return 'certificate-changed';
	// Our own limit and a person's wish say nothing about the certificate or the protocol.
	if (code === 'SVT_CANCELLED') return 'unreachable';
	if (certificateCodes.has(code)) return 'untrusted-certificate';
	if (unreadableCodes.has(code) || code.startsWith('Z_')) return 'unreadable';
	if (code === 'HPE_INVALID_EOF_STATE') return 'unreachable';
	// The HTTP parser's codes: what answered does not speak HTTP.
	if (code.startsWith('HPE_')) return 'not-simplivity';
	if (isTlsCode(code) || phase === 'handshake' || message.includes('before secure TLS connection')) return 'tls';
	return 'unreachable';
}

/**
 * Node says `EPROTO` for whatever OpenSSL could not do and keeps the reason in the text (`…:SSL routines::wrong version number:…`);
 * reading fails as `ERR_SSL_WRONG_VERSION_NUMBER` all the same. This gives the second form for both.
 */
export function specificCode(code: string, message: string): string {
	const reason =
		code === 'EPROTO' ? /SSL routines:\w{0,60}:([\w ]{3,60}):/.exec(message.slice(0, 1000))?.[1] : undefined;
	return reason === undefined ? code : `ERR_SSL_${reason.trim().replaceAll(' ', '_').toUpperCase()}`;
}

/** Whatever answered spoke first, or did not understand the greeting. */
export const isOtherProtocol = (code: string) =>
	/WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST|UNKNOWN_PROTOCOL/.test(code);

/** No version that both know, or no cipher. */
export const isOutdatedTls = (code: string) => isOldVersion(code) || hasNoCommonCipher(code);

export const isOldVersion = (code: string) => /PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL|VERSION_TOO_LOW/.test(code);

export const hasNoCommonCipher = (code: string) =>
	/HANDSHAKE_FAILURE|NO_SHARED_CIPHER|NO_CIPHER|INSUFFICIENT_SECURITY|DH_KEY_TOO_SMALL|LEGACY/.test(code);

/** Alerts about a certificate can only be about ours, and we have none; the first is our own for one that is not as clear. */
export const wantsClientCertificate = (code: string) =>
	code === 'SVT_CLIENT_CERTIFICATE' || /ALERT_(?:\w+_)?(?:CERTIFICATE|UNKNOWN_CA)/.test(code);

const isTlsCode = (code: string) =>
	code === 'EPROTO' || /^ERR_(SSL|TLS|OSSL)_/.test(code) || code.startsWith('SVT_CA_FILE');
