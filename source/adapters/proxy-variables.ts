/** In the order in which other programs look at them. */
const names = ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'] as const;

/**
 * The variable that would make other programs go through a proxy to this host: we never do because of a variable, and say so where the host
 * cannot be reached. Only the name: the value may hold a password.
 */
export function unusedProxyFor(host: string, environment: Readonly<Record<string, string | undefined>>) {
	const exempt = `${environment.no_proxy ?? ''},${environment.NO_PROXY ?? ''}`.split(',').map(name => name.trim());
	if (
		exempt.some(name => name === '*' || name === host || (name !== '' && host.endsWith(`.${name.replace(/^\./, '')}`)))
	)
		return undefined;
	return names.find(name => (environment[name] ?? '') !== '');
}
