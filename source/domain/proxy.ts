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

/** `NO_PROXY`: hosts, domains with all that is below them, networks as in `10.0.0.0/8`, or a star. In upper or lower case. */
export function isExempt(host: string, environment: Environment): boolean {
	const plain = plainHost(host);
	if (plain === '') return false;
	return exemptFrom(environment).some(
		name => name === '*' || name === plain || isBelow(plain, name) || isWithin(plain, name),
	);
}

/** Whether it takes the host to know. */
export const hasExempt = (environment: Environment) => exemptFrom(environment).some(name => name !== '');

const exemptFrom = (environment: Environment) =>
	`${environment.no_proxy ?? ''},${environment.NO_PROXY ?? ''}`.split(',').map(name => plainHost(name.trim()));

const plainHost = (host: string) => host.toLowerCase().replace(/^\[|\]$|\.$/g, '');

function isBelow(host: string, name: string): boolean {
	const domain = name.replace(/^\*?\./, '');
	return domain !== '' && host.endsWith(`.${domain}`);
}

/** Of IPv4, as other programs have it; a network that is spelt wrong holds nobody. */
function isWithin(host: string, network: string): boolean {
	const [base = '', length = '', ...more] = network.split('/');
	const [address, start] = [addressBits(host), addressBits(base)];
	if (address === undefined || start === undefined || !/^\d{1,2}$/.test(length) || more.length > 0) return false;
	const bits = Number(length);
	return bits <= 32 && address.slice(0, bits) === start.slice(0, bits);
}

/** The 32 of them, as text. */
function addressBits(address: string): string | undefined {
	const parts = address.split('.');
	const isAddress = parts.length === 4 && parts.every(part => /^\d{1,3}$/.test(part) && Number(part) < 256);
	return isAddress ? parts.map(part => Number(part).toString(2).padStart(8, '0')).join('') : undefined;
}

const longest = 512;

/**
 * What a person or a variable names as a proxy → its origin, as `new URL(…).origin` writes it: `http://proxy.example.com:3128`. As other
 * programs do it takes a bare `HOST:PORT`. A failure is why not, in words that do not repeat it.
 */
export function parseProxy(text: string): Outcome<string, string> {
	const trimmed = text.trim();
	const isUrl = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed);
	// A word alone is rather a wish that is spelt otherwise, such as `None` or `direct`.
	if (!isUrl && !/:\d+\/?$/.test(trimmed)) return failure(shape);
	const spelt = isUrl ? trimmed : `http://${trimmed}`;
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
