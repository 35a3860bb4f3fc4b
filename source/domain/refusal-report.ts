import type {Explanation} from './explanation.ts';
import type {Refusal, RefusalKind} from './refusal.ts';
import type {Instant} from './time.ts';

/** A refusal as `--json` prints it: schema `svt-tui/error/v1`. What is not known is null. */
export type RefusalReport = {
	readonly schema: 'svt-tui/error/v1';
	readonly kind: RefusalKind;
	readonly title: string;
	readonly cause: string;
	readonly advice: ReadonlyArray<{readonly text: string; readonly command: string | null}>;
	readonly httpStatus: number | null;
	readonly path: string | null;
	/** ISO 8601 in UTC. */
	readonly serverTime: string | null;
	readonly token: {readonly fingerprint: string; readonly isCurrent: boolean | null} | null;
	readonly serverSays: string | null;
};

export function refusalReport(refusal: Refusal, {title, cause, advice}: Explanation): RefusalReport {
	const {kind, status, path, serverTime, token, serverSays} = refusal;
	return {
		schema: 'svt-tui/error/v1',
		kind,
		title,
		cause,
		advice: advice.map(({text, command}) => ({text, command: command ?? null})),
		httpStatus: status ?? null,
		path: path ?? null,
		serverTime: serverTime === undefined ? null : isoTime(serverTime),
		token: token === undefined ? null : {fingerprint: token.fingerprint, isCurrent: token.isCurrent ?? null},
		serverSays: serverSays ?? null,
	};
}

const isoTime = (at: Instant) => new Date(at).toISOString();
