import {failure, type Outcome, success} from './outcome.ts';

/** The proxy on which a request failed, and its status where it answered in place of opening a tunnel. */
export type ProxyTrouble = {readonly origin: string; readonly status: number | undefined};

/** In the order in which other programs look at them. */
export const proxyVariables = ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'] as const;

type Environment = Readonly<Record<string, string | undefined>>;

/** The variable that names a proxy for a host, by which other programs go. Only its name: the value may hold a password. */
export function proxyVariableFor(host: string, environment: Environment): (typeof proxyVariables)[number] | undefined {
	return isExempt(host, environment) ? undefined : proxyVariables.find(name => (environment[name] ?? '') !== '');
}

/** `NO_PROXY`: hosts, domains with all that is below them, or a star. */
export function isExempt(host: string, environment: Environment): boolean {
	const exempt = `${environment.no_proxy ?? ''},${environment.NO_PROXY ?? ''}`.split(',').map(name => name.trim());
	return exempt.some(
		name => name === '*' || name === host || (name !== '' && host.endsWith(`.${name.replace(/^\./, '')}`)),
	);
}

const longest = 512;

/**
 * What a person or a variable names as a proxy → its origin, as `new URL(…).origin` writes it: `http://proxy.example.com:3128`. As other
 * programs do it takes a bare `HOST:PORT`. A failure is why not, in words that do not repeat it.
 */
export function parseProxy(text: string): Outcome<string, string> {
	const trimmed = text.trim();
	const spelt = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `http://${trimmed}`;
	if (trimmed === '' || trimmed.length > longest || /[\s\p{C}\\]/u.test(trimmed) || !URL.canParse(spelt))
		return failure(shape);
	const {protocol, username, password, hostname, pathname, search, hash, origin} = new URL(spelt);
	if (username !== '' || password !== '') return failure('holds a login, and svt-tui sends a proxy none');
	if (protocol.startsWith('socks')) return failure('is a SOCKS proxy, and svt-tui speaks HTTP to a proxy');
	if (protocol === 'https:')
		return failure(
			'is asked for by https://, and svt-tui speaks plain HTTP to a proxy; TLS to the appliance goes through',
		);
	if (protocol !== 'http:' || hostname === '' || pathname !== '/' || search !== '' || hash !== '')
		return failure(shape);
	return success(origin);
}

const shape = 'is not of the form http://HOST:PORT';
