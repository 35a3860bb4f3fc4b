import type {Advice} from './explanation.ts';
import type {RefusalKind} from './refusal.ts';
import type {Duration} from './time.ts';

/** What doctor looks at, by the word that stands before what it found. In the order in which it tells them. */
export const checkTitles = {
	program: 'svt-tui',
	node: 'Node.js',
	terminal: 'terminal',
	environment: 'environment',
	desktop: 'desktop',
	bus: 'D-Bus',
	keychain: 'keychain',
	'settings-folder': 'settings folder',
	'records-folder': 'records folder',
	files: 'files',
	settings: 'settings',
	records: 'records',
	locks: 'locks',
	dns: 'DNS',
	tcp: 'TCP',
	tls: 'TLS',
	certificate: 'certificate',
	api: 'API',
	clock: 'clock',
	'client-login': 'client login',
	storage: 'storage',
	token: 'token',
} as const;

export type CheckId = keyof typeof checkTitles;

export type CheckResult = 'ok' | 'warn' | 'fail' | 'skipped';

/** What kept something from being well: a refusal's kind, or what is wrong on this machine. */
export type FailureKind = RefusalKind | 'keychain' | 'machine';

/** What a look came to, in words with the next step. Nothing in it is a secret, and all that others wrote is safe to show. */
export type Finding = {
	readonly id: CheckId;
	readonly result: CheckResult;
	readonly detail: string;
	/** The best first; empty where nothing is to be done. */
	readonly advice: readonly Advice[];
	/** Of what failed. */
	readonly failure: FailureKind | undefined;
};

/** A finding with whom it is about, and how long it took. */
export type Check = Finding & {
	/** The profile's name, or the address; undefined for this machine. */
	readonly subject: string | undefined;
	readonly took: Duration | undefined;
};

const finding = (id: CheckId, result: CheckResult, detail: string, advice: readonly Advice[]): Finding => ({
	id,
	result,
	detail,
	advice,
	failure: undefined,
});

export const well = (id: CheckId, detail: string): Finding => finding(id, 'ok', detail, []);
export const skipped = (id: CheckId, why: string): Finding => finding(id, 'skipped', why, []);
export const doubtful = (id: CheckId, detail: string, ...advice: readonly Advice[]): Finding =>
	finding(id, 'warn', detail, advice);
export const failed = (id: CheckId, failure: FailureKind, detail: string, ...advice: readonly Advice[]): Finding => ({
	...finding(id, 'fail', detail, advice),
	failure,
});

/** `12 ok, 2 warnings, 1 failed, 3 skipped`; what there is none of is left out. */
export function tally(checks: readonly Finding[]): string {
	const count = (result: CheckResult) => checks.filter(check => check.result === result).length;
	const warnings = count('warn');
	const parts: ReadonlyArray<readonly [number, string]> = [
		[count('ok'), 'ok'],
		[warnings, warnings === 1 ? 'warning' : 'warnings'],
		[count('fail'), 'failed'],
		[count('skipped'), 'skipped'],
	];
	return parts
		.filter(([number]) => number > 0)
		.map(([number, word]) => `${number} ${word}`)
		.join(', ');
}
