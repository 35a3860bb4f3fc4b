/** What prints the SHA-256 of its certificate on the console of the appliance itself: one command line, in two parts to break it at. */
export function fingerprintCommand(origin: string): readonly [string, string] {
	const {port} = new URL(origin);
	return [
		`echo | openssl s_client -connect localhost:${port === '' ? '443' : port} 2>/dev/null`,
		'| openssl x509 -noout -fingerprint -sha256',
	];
}
