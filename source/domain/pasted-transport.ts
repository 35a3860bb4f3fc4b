import type {TransportError} from './refusal-answer.ts';

/**
 * Why no answer came, in the words of whatever tool somebody asked with: curl, Python, Go, Node, Java, browsers, and Windows in English,
 * German and Chinese. Undefined when none of them is in it. An umlaut may have been lost on the way.
 */
export function transportErrorIn(text: string): TransportError | undefined {
	const start = text.slice(0, mostText);
	const found = phrases.find(([, , pattern]) => pattern.test(start));
	return found === undefined ? undefined : {code: found[0], phase: found[1], message: ''};
}

/** An error is told in a few lines; a stack trace in some more. */
const mostText = 65_536;

type Phrase = readonly [code: string, phase: TransportError['phase'], pattern: RegExp];

/** The first that fits counts: the more specific before what often stands around it. */
const phrases: readonly Phrase[] = [
	[
		'SELF_SIGNED_CERT_IN_CHAIN',
		'handshake',
		/SELF_SIGNED_CERT_IN_CHAIN|self[- ]signed certificate in (?:certificate )?chain/i,
	],
	[
		'DEPTH_ZERO_SELF_SIGNED_CERT',
		'handshake',
		/DEPTH_ZERO_SELF_SIGNED_CERT|MOZILLA_PKIX_ERROR_SELF_SIGNED_CERT|self[- ]signed certificate/i,
	],
	[
		'CERT_NOT_YET_VALID',
		'handshake',
		/CERT_NOT_YET_VALID|certificate is not yet valid|current time \S{1,40} is before/i,
	],
	[
		'CERT_HAS_EXPIRED',
		'handshake',
		/CERT_HAS_EXPIRED|SEC_ERROR_EXPIRED_CERTIFICATE|SEC_E_CERT_EXPIRED|ERR_CERT_DATE_INVALID|certificate has expired/i,
	],
	['CERT_REVOKED', 'handshake', /CERT_REVOKED|certificate (?:was|has been|is) revoked/i],
	[
		'ERR_TLS_CERT_ALTNAME_INVALID',
		'handshake',
		/CERT_ALTNAME_INVALID|SSL_ERROR_BAD_CERT_DOMAIN|ERR_CERT_COMMON_NAME_INVALID|RemoteCertificateNameMismatch|hostname mismatch|does not match (?:certificate's altnames|target host)|doesn't match '|certificate is not valid for|certificate is valid for [^\n]{1,200}, not |doesn't contain any IP SANs|no alternative certificate subject name/i,
	],
	[
		'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
		'handshake',
		/UNABLE_TO_(?:GET_ISSUER|VERIFY)|CERT_AUTHORITY_INVALID|SEC_ERROR_UNKNOWN_ISSUER|SEC_E_UNTRUSTED_ROOT|RemoteCertificateChainErrors|UntrustedRoot|signed by unknown authority|have a known issuer|certificate of \S{1,200} is not trusted|unable to (?:get local issuer|verify the first) certificate|certificate[_ ]verify[_ ]failed|certificate verification failed|remote certificate (?:is invalid|was rejected)|trust relationship for the SSL\/TLS|Vertrauensstellung|信任关系|PKIX path building failed|valid certification path/i,
	],
	[
		'ERR_SSL_WRONG_VERSION_NUMBER',
		'handshake',
		/wrong[_ ]version[_ ]number|does not look like a TLS handshake|gave HTTP response to HTTPS client|unsupported or unrecognized SSL message|packet length too long/i,
	],
	[
		'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
		'handshake',
		/alert protocol version|unsupported[_ ]protocol|protocol version not supported|PROTOCOL_VERSION\b/i,
	],
	[
		'ERR_SSL_HANDSHAKE_FAILURE',
		'handshake',
		/alert handshake failure|HANDSHAKE_FAILURE|no[_ ]shared[_ ]cipher|no cipher suite|ERR_SSL_VERSION_OR_CIPHER_MISMATCH/i,
	],
	[
		'ECONNRESET',
		'handshake',
		/before secure TLS connection|TLS handshake timeout|SSL connection timeout|SSL connection could not be established|SSL_ERROR_SYSCALL|SSLEOFError|EOF occurred in violation|UNEXPECTED_EOF_WHILE_READING|ERR_SSL_PROTOCOL_ERROR|create SSL\/TLS secure channel|SSL\/TLS-Kanal|SSL\/TLS 安全通道|remote host terminated the handshake/i,
	],
	[
		'EAI_AGAIN',
		'resolve',
		/EAI_AGAIN|temporary failure in name resolution|resolving timed out|server misbehaving|lookup [^\n]{1,200}i\/o timeout/i,
	],
	[
		'ENOTFOUND',
		'resolve',
		/\bENOTFOUND\b|EAI_NONAME|ERR_NAME_NOT_RESOLVED|name or service not known|nodename nor servname|no such host|getaddrinfo failed|could not resolve (?:host|proxy)|remote name could not be resolved|Remotename konnte nicht|Host ist unbekannt|不知道这样的主机|未能解析此远程名称|NameResolutionError|UnknownHostException|name does not resolve/i,
	],
	[
		'ECONNREFUSED',
		'connect',
		/ECONNREFUSED|ERR_CONNECTION_REFUSED|connection refused|actively refused|Verbindung verweigert|积极拒绝|\bWinError 10061\b|\bErrno (?:111|61)\b/i,
	],
	[
		'EHOSTUNREACH',
		'connect',
		/EHOSTUNREACH|ENETUNREACH|ERR_ADDRESS_UNREACHABLE|ERR_INTERNET_DISCONNECTED|no route to host|network is unreachable|unreachable (?:host|network)|Socketvorgang nicht erreichbar|Netzwerkvorgang nicht erreichbar|无法连接的(?:网络|主机)|\bWinError 100(?:51|65)\b|\bErrno (?:101|113)\b/i,
	],
	[
		'ETIMEDOUT',
		'answer',
		/ESOCKETTIMEDOUT|ECONNABORTED|UND_ERR_(?:HEADERS|BODY)_TIMEOUT|(?:Headers|Body) ?Timeout ?Error|read timed out|ReadTimeout|awaiting headers|timeout of \d{1,9} ?ms exceeded|operation (?:has )?timed out|Timeout für Vorgang|Zeitlimit f.{1,3}r den Vorgang|操作(?:已)?超时|HttpClient\.Timeout/i,
	],
	[
		'ETIMEDOUT',
		'connect',
		/ETIMEDOUT|unable to connect to the remote server|mit dem Remoteserver kann nicht hergestellt|无法连接到远程服务器|ERR_CONNECTION_TIMED_OUT|ERR_TIMED_OUT|UND_ERR_CONNECT_TIMEOUT|connect ?timeout|connection timed out|i\/o timeout|did not properly respond|ordnungsgem.{1,3} reagiert|没有正确答复|连接尝试失败|connection attempt failed|deadline exceeded|\bWinError 10060\b|\bErrno (?:110|60)\b/i,
	],
	[
		'ECONNRESET',
		'answer',
		/ECONNRESET|EPIPE|ERR_CONNECTION_(?:RESET|CLOSED|ABORTED)|ERR_EMPTY_RESPONSE|connection (?:was )?(?:reset|aborted)|forcibly closed|connection was closed|socket hang up|other side closed|RemoteDisconnected|remote end closed|broken pipe|empty reply|unexpected EOF|IncompleteRead|vom Remotehost geschlossen|Verbindung wurde (?:unerwartet )?(?:geschlossen|getrennt)|强迫关闭|连接已经关闭|连接被意外关闭|\bWinError 1005[34]\b|": EOF\b/i,
	],
];
