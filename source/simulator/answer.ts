import type {IncomingHttpHeaders} from 'node:http';

/** A request as the appliance sees it, once it has arrived whole. */
export type ApplianceRequest = {
	readonly method: string;
	/** Decoded neither for case nor for `..`; without the query. */
	readonly path: string;
	readonly query: URLSearchParams;
	readonly headers: IncomingHttpHeaders;
	readonly body: Buffer;
	readonly remoteAddress: string;
};

/** What the appliance made of a request, for counting. */
export type Verdict =
	| 'token-granted'
	| 'token-refused'
	| 'bearer-accepted'
	| 'bearer-refused'
	| 'bearer-missing'
	| 'revoked'
	| 'open';

export type Answer = {
	readonly status: number;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string;
	readonly verdict: Verdict;
};

/** An answer before it is known what it means for the counts. */
export type Reply = Omit<Answer, 'verdict'>;

export const jsonType = 'application/json;charset=UTF-8';

export const json = (status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Reply => ({
	status,
	headers: {'Content-Type': jsonType, ...headers},
	body: JSON.stringify(value),
});
