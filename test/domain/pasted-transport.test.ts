import {describe, expect, test} from 'vitest';
import {curlError} from '../../source/domain/pasted-curl-error.ts';
import {transportErrorIn} from '../../source/domain/pasted-transport.ts';

describe('why no answer came, in the words of', () => {
	test.each([
		[
			'Windows',
			'No connection could be made because the target machine actively refused it',
			'ECONNREFUSED',
			'connect',
		],
		[
			'Windows in German',
			'Es konnte keine Verbindung hergestellt werden, da der Zielcomputer die Verbindung verweigerte',
			'ECONNREFUSED',
			'connect',
		],
		['Windows in Chinese', '由于目标计算机积极拒绝，无法连接。', 'ECONNREFUSED', 'connect'],
		['Python on Windows', '[WinError 10061] x', 'ECONNREFUSED', 'connect'],
		['Python on Windows, in time', '[WinError 10060] x', 'ETIMEDOUT', 'connect'],
		[
			'Windows, in time',
			'A connection attempt failed because the connected party did not properly respond after a period of time',
			'ETIMEDOUT',
			'connect',
		],
		[
			'Windows in German, in time',
			'Ein Verbindungsversuch ist fehlgeschlagen, da die Gegenstelle nach einer bestimmten Zeitspanne nicht ordnungsgem\ufffd\ufffd reagiert hat',
			'ETIMEDOUT',
			'connect',
		],
		[
			'Windows in Chinese, in time',
			'由于连接方在一段时间后没有正确答复或连接的主机没有反应，连接尝试失败。',
			'ETIMEDOUT',
			'connect',
		],
		['Windows, broken off', 'An existing connection was forcibly closed by the remote host', 'ECONNRESET', 'answer'],
		[
			'Windows in German, broken off',
			'Eine vorhandene Verbindung wurde vom Remotehost geschlossen',
			'ECONNRESET',
			'answer',
		],
		['Windows in Chinese, broken off', '远程主机强迫关闭了一个现有的连接。', 'ECONNRESET', 'answer'],
		['Windows, the name', "The remote name could not be resolved: 'ovc1'", 'ENOTFOUND', 'resolve'],
		['Windows in German, the name', "Der Remotename konnte nicht aufgelöst werden: 'ovc1'", 'ENOTFOUND', 'resolve'],
		['.NET in German, the name', 'Der angegebene Host ist unbekannt. (ovc1:443)', 'ENOTFOUND', 'resolve'],
		['Windows in Chinese, the name', '不知道这样的主机。', 'ENOTFOUND', 'resolve'],
		['Windows in German, no way', 'Der Host war bei einem Socketvorgang nicht erreichbar', 'EHOSTUNREACH', 'connect'],
		['Windows in Chinese, no way', '向一个无法连接的网络尝试了一个套接字操作。', 'EHOSTUNREACH', 'connect'],
		['.NET in German, too slow', 'Timeout für Vorgang überschritten', 'ETIMEDOUT', 'answer'],
		['.NET in Chinese, too slow', '操作超时', 'ETIMEDOUT', 'answer'],
		[
			'.NET in Chinese, not trusted',
			'基础连接已经关闭: 未能为 SSL/TLS 安全通道建立信任关系。',
			'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
			'handshake',
		],
		['.NET in German, no TLS', 'Es konnte kein geschützter SSL/TLS-Kanal erstellt werden.', 'ECONNRESET', 'handshake'],
		['Go, the name', 'dial tcp: lookup ovc1 on 10.0.0.2:53: no such host', 'ENOTFOUND', 'resolve'],
		['Go, the name server', 'dial tcp: lookup ovc1: i/o timeout', 'EAI_AGAIN', 'resolve'],
		['Go, in time', 'dial tcp 10.1.1.16:443: i/o timeout', 'ETIMEDOUT', 'connect'],
		[
			'Go, too slow',
			'net/http: request canceled (Client.Timeout exceeded while awaiting headers)',
			'ETIMEDOUT',
			'answer',
		],
		['Go, no TLS', 'tls: first record does not look like a TLS handshake', 'ERR_SSL_WRONG_VERSION_NUMBER', 'handshake'],
		[
			'Go, expired',
			'x509: certificate has expired or is not yet valid: current time 2026-11-24T10:00:00Z is after 2025-01-01T00:00:00Z',
			'CERT_HAS_EXPIRED',
			'handshake',
		],
		[
			'Go, too early',
			'x509: certificate has expired or is not yet valid: current time 2026-11-24T10:00:00Z is before 2027-01-01T00:00:00Z',
			'CERT_NOT_YET_VALID',
			'handshake',
		],
		['Python, the name', "Failed to resolve 'ovc1' ([Errno -2] Name or service not known)", 'ENOTFOUND', 'resolve'],
		['Python, the name on Windows', '[Errno 11001] getaddrinfo failed', 'ENOTFOUND', 'resolve'],
		[
			'Python, broken off',
			"('Connection aborted.', RemoteDisconnected('Remote end closed connection without response'))",
			'ECONNRESET',
			'answer',
		],
		[
			'Python, another name',
			"hostname '10.1.1.16' doesn't match 'omnicube-ip1-23'",
			'ERR_TLS_CERT_ALTNAME_INVALID',
			'handshake',
		],
		[
			'Python, old TLS',
			'[SSL: UNSUPPORTED_PROTOCOL] unsupported protocol (_ssl.c:997)',
			'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
			'handshake',
		],
		['Node, in time', 'Connect Timeout Error', 'ETIMEDOUT', 'connect'],
		['Node, too slow', 'HeadersTimeoutError: Headers Timeout Error', 'ETIMEDOUT', 'answer'],
		['Java, the name', 'java.net.UnknownHostException: ovc1', 'ENOTFOUND', 'resolve'],
		['Firefox', 'Error code: SEC_ERROR_UNKNOWN_ISSUER', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'handshake'],
		['Chrome', 'net::ERR_CONNECTION_TIMED_OUT', 'ETIMEDOUT', 'connect'],
	])('%s', (_who, text, code, phase) => {
		expect(transportErrorIn(text)).toEqual({code, phase, message: ''});
	});

	test('nobody, when it is something else', () => {
		expect(transportErrorIn('The coffee machine is out of beans')).toBeUndefined();
	});
});

describe("curl's exit codes", () => {
	test.each([
		[3, 'URL rejected: Malformed input to a URL function', 'ERR_INVALID_URL', 'resolve'],
		[6, 'Could not resolve host: ovc1', 'ENOTFOUND', 'resolve'],
		[7, "Failed to connect to 10.1.1.16 port 443 after 2 ms: Couldn't connect to server", 'ECONNREFUSED', 'connect'],
		[7, "Failed to connect to 10.1.1.16 port 443 after 130000 ms: Couldn't connect to server", 'ETIMEDOUT', 'connect'],
		[7, 'Failed to connect to 10.1.1.16 port 443: No route to host', 'EHOSTUNREACH', 'connect'],
		[28, 'Connection timed out after 10001 milliseconds', 'ETIMEDOUT', 'connect'],
		[28, 'Operation timed out after 10000 milliseconds with 0 bytes received', 'ETIMEDOUT', 'answer'],
		[35, 'OpenSSL SSL_connect: SSL_ERROR_SYSCALL in connection to 10.1.1.16:443', 'ECONNRESET', 'handshake'],
		[51, 'SSL: certificate subject name does not match target host name', 'ERR_TLS_CERT_ALTNAME_INVALID', 'handshake'],
		[55, 'Send failure: Broken pipe', 'ECONNRESET', 'answer'],
		[
			60,
			'SSL certificate problem: unable to get local issuer certificate',
			'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
			'handshake',
		],
		[60, 'SSL certificate problem: certificate has expired', 'CERT_HAS_EXPIRED', 'handshake'],
		[77, 'error setting certificate file: ca.pem', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'handshake'],
		[92, 'HTTP/2 stream 1 was not closed cleanly: INTERNAL_ERROR (err 2)', 'ECONNRESET', 'answer'],
		[250, 'nobody knows', 'ECONNRESET', 'answer'],
	])('(%i) %s', (number, words, code, phase) => {
		expect(curlError(number, words, '')).toEqual({code, phase, message: ''});
	});

	test('a status where there was one', () => {
		expect(curlError(22, 'The requested URL returned error: 403', '')).toEqual({status: 403});
		expect(curlError(56, 'Received HTTP code 407 from proxy after CONNECT', '')).toEqual({status: 407});
	});

	test('what was told before says why a connection failed', () => {
		expect(
			curlError(7, "Couldn't connect to server", '* connect to 10.1.1.16 port 443 failed: No route to host'),
		).toMatchObject({code: 'EHOSTUNREACH'});
	});
});
