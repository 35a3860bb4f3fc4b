/** Why others could see what passes through this process, and what to do about it. */
export type Onlooker = {readonly problem: string; readonly hint: string};

type Told = {
	readonly environment: Readonly<Record<string, string | undefined>>;
	/** What stood between `node` and the program. */
	readonly options: readonly string[];
};

/**
 * What makes Node show passwords and tokens to others, which cannot be taken back from within; undefined where nothing does. What else
 * it can be told (reports, profiles, traces, coverage) holds none: test/security/onlookers.test.ts.
 */
export function findOnlooker({environment, options}: Told): Onlooker | undefined {
	const debugging = ['NODE_DEBUG', 'NODE_DEBUG_NATIVE'].find(name => (environment[name] ?? '') !== '');
	if (debugging !== undefined) {
		return {
			problem: `${debugging} is set: Node would print passwords as they come in`,
			hint: `run it without: env -u ${debugging} svt-tui …`,
		};
	}
	const option = tellingOption.exec([...options, environment.NODE_OPTIONS ?? ''].join(' ').replaceAll('_', '-'))?.[1];
	if (option !== undefined) {
		return {problem: `Node was told ${option}, which shows passwords and tokens to others`, hint: withoutOptions};
	}
	return isInspected()
		? {problem: 'a debugger can be attached here, and could read passwords and tokens', hint: withoutOptions}
		: undefined;
}

/** By an option, by a preloaded module, or by a signal that came before anybody listened. */
export const isInspected = () => process.getBuiltinModule('node:inspector')?.url() !== undefined;

const withoutOptions = 'run it without what Node was told: env -u NODE_OPTIONS svt-tui …';

/** A heap snapshot holds every text, a key log opens what was recorded on the wire, an abort leaves the memory in a core file. */
const tellingOption =
	/(?:^|[\s"])(--(?:heapsnapshot-signal|heapsnapshot-near-heap-limit|tls-keylog|trace-tls|abort-on-uncaught-exception))(?=[\s"=]|$)/;
