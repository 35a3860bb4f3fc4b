import type {IncomingMessage} from 'node:http';
import type {Instant} from '../domain/time.ts';
import type {Verdict} from './answer.ts';

/** One request as it came, with nothing hidden: tests look here for bytes that should never have been sent. */
export type RequestRecord = {
	/** On the clock that was passed in. */
	readonly at: Instant;
	/** Number of its connection, from 1. */
	readonly connection: number;
	readonly method: string;
	/** The request target as sent, which may be in absolute form. */
	readonly target: string;
	readonly path: string;
	/** Names and values as sent, in order. */
	readonly headers: ReadonlyArray<readonly [string, string]>;
	/** At most the first 64 KiB, as UTF-8. */
	readonly body: string;
	/** Of the answer; undefined while, or because, none was sent. */
	readonly status: number | undefined;
	/** Undefined while, or because, the appliance did not get to see it. */
	readonly verdict: Verdict | undefined;
	/** Types of the faults that struck it. */
	readonly faults: readonly string[];
};

export type Counts = {
	readonly connections: number;
	/** Completed TLS handshakes. */
	readonly handshakes: number;
	readonly requests: number;
	/** By `GET /api/hosts`; at most a thousand different ones, the rest counts as `other`. */
	readonly byPath: Readonly<Record<string, number>>;
	readonly byVerdict: Readonly<Record<Verdict, number>>;
	/** Input that was no HTTP. */
	readonly malformed: number;
	/** How often a fault struck a request. */
	readonly faults: number;
};

const mostPaths = 1000;
const mostBody = 65_536;

type Mutable<Type> = {-readonly [Key in keyof Type]: Type[Key]};

/** Remembers the latest requests and counts all. */
export function createRequestRecords(mostRecords = 10_000) {
	const records: Array<Mutable<RequestRecord>> = [];
	const observers = new Set<(record: RequestRecord) => void>();
	const byPath = new Map<string, number>();
	const byVerdict: Record<Verdict, number> = {
		'token-granted': 0,
		'token-refused': 0,
		'bearer-accepted': 0,
		'bearer-refused': 0,
		'bearer-missing': 0,
		revoked: 0,
		open: 0,
	};
	const totals = {connections: 0, handshakes: 0, requests: 0, malformed: 0, faults: 0};

	/** Notes a request when its head has arrived; what it gives back notes the rest. */
	function begin(incoming: IncomingMessage, {at, path, connection}: Pick<RequestRecord, 'at' | 'path' | 'connection'>) {
		const method = incoming.method ?? '';
		const record: Mutable<RequestRecord> = {
			at,
			connection,
			method,
			target: incoming.url ?? '',
			path,
			headers: pairs(incoming.rawHeaders),
			body: '',
			status: undefined,
			verdict: undefined,
			faults: [],
		};
		records.push(record);
		if (records.length > mostRecords) records.shift();
		totals.requests += 1;
		const key = `${method} ${path}`;
		const counted = byPath.has(key) || byPath.size < mostPaths ? key : 'other';
		byPath.set(counted, (byPath.get(counted) ?? 0) + 1);
		return {
			received(chunk: Buffer) {
				if (record.body.length < mostBody) record.body += chunk.toString().slice(0, mostBody - record.body.length);
			},
			struck(type: string) {
				record.faults = [...record.faults, type];
				totals.faults += 1;
			},
			judged(verdict: Verdict) {
				record.verdict = verdict;
				byVerdict[verdict] += 1;
			},
			answered(status: number) {
				record.status = status;
			},
			finished() {
				for (const observer of observers) observer(record);
			},
		};
	}

	return {
		begin,
		count(what: 'connections' | 'handshakes' | 'malformed') {
			totals[what] += 1;
		},
		observe(observer: (record: RequestRecord) => void) {
			observers.add(observer);
			return () => void observers.delete(observer);
		},
		all: (): readonly RequestRecord[] => records,
		counts: (): Counts => ({...totals, byPath: Object.fromEntries(byPath), byVerdict: {...byVerdict}}),
	};
}

export type RequestRecords = ReturnType<typeof createRequestRecords>;
export type RequestNote = ReturnType<RequestRecords['begin']>;

const pairs = (rawHeaders: readonly string[]) =>
	rawHeaders.flatMap((name, index) => (index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? ''] as const] : []));
