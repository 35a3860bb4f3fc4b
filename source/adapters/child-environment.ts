type Environment = Readonly<Record<string, string | undefined>>;

/**
 * All that a child of ours may need, and nothing that tells Node what to do: an inherited `--inspect` would open the secrets to others.
 * Our own variables hold secrets (`SVT_TOKEN`) or lead to them.
 */
export function environmentOfChild(environment: Environment): Record<string, string | undefined> {
	const kept = Object.entries(environment).filter(
		([name]) => name === 'NODE_V8_COVERAGE' || !/^(NODE_|SVT_)/i.test(name),
	);
	return Object.fromEntries(kept);
}
