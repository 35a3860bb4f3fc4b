/** What `WWW-Authenticate` (or `Proxy-Authenticate`) asks for; RFC 9110 section 11.6.1, RFC 6750 section 3. */
export type Challenge = {
	/** The schemes in lower case: `bearer`, `basic`, `negotiate`. Empty without the header. */
	readonly schemes: readonly string[];
	readonly realm: string;
	readonly error: string | undefined;
	readonly description: string | undefined;
};

const part = /([A-Za-z][\w-]{0,40})(?:\s*=\s*(?:"((?:[^"\\]|\\.){0,1000})"|([^\s,"]{0,200})))?/g;

export function readChallenge(header: string | undefined): Challenge {
	const schemes: string[] = [];
	const parameters = new Map<string, string>();
	for (const [whole, name = '', quoted, bare] of (header ?? '').slice(0, 2000).matchAll(part)) {
		if (!whole.includes('=')) schemes.push(name.toLowerCase());
		else parameters.set(name.toLowerCase(), (quoted ?? bare ?? '').replace(/\\(.)/gs, '$1'));
	}
	return {
		schemes,
		realm: parameters.get('realm') ?? '',
		error: parameters.get('error'),
		description: parameters.get('error_description'),
	};
}
