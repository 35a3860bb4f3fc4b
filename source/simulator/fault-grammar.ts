import {milliseconds, parseDuration} from '../domain/time.ts';
import type {Effect, Fault, FaultRule} from './faults.ts';

/** The one place where the words of `--fault` are listed. */
export const faultHelp = `A fault is words with commas between them: one that says what happens, and any that say when.

what, and the request goes on
  delay=2s              the answer is late
  restart               the service restarts: all tokens are unknown
  node=2                another controller answers, which has its own tokens
  idle=20s              the idle limit becomes 20 s
  skew=5m, skew=-5m     the server's clock shows another time
  close-idle            connections without a request are closed

what, instead of the answer
  hang                  no answer, the connection stays open
  reset, close          the connection is reset, or closed, without an answer
  status=503            an error answer, as HTML, text or JSON as such answers come; 400 to 599
  retry-after=30        with status: the header, in seconds
  portal                200 with the HTML page of a captive portal
  redirect=URL          302
  garbage               200 with bytes that are no JSON
  endless=100MB         200 with a body that long (B, kB, MB, GB)
  empty, no-token       200 without a body, or with {}
  cut                   half of the answer, then the connection closes
  drip=500ms            the answer, a byte at a time
  certificate           the server has a new certificate, all connections are reset
  refuse, refuse=30s    nothing listens, for good or for 30 s

what, to new connections
  handshake=drop        accepted and closed before TLS
  handshake=hang        accepted and left without a word

when (all must hold; none means always)
  path=/api/hosts       this path; path=/api/* for all that start so
  method=POST           this method
  skip=2                two matching requests pass first
  times=3               three times at the most
  every=10              the first of each ten
  chance=0.1            one in ten, by chance
  from=1m               not before a minute from now
  for=45s               over 45 s after that
  late                  the request is processed first, only then this happens
`;

export type ParsedFault =
	| {readonly ok: true; readonly value: Fault}
	/** In words, naming the part that is wrong. */
	| {readonly ok: false; readonly failure: string};

/** Reads `path=/api/hosts,status=503,times=3`: see `faultHelp`. */
export function parseFault(text: string): ParsedFault {
	const when: {-readonly [Key in keyof FaultRule]: FaultRule[Key]} = {};
	let what: Effect | undefined;
	let late = false;
	let retryAfter: number | undefined;
	for (const part of text.split(',').map(each => each.trim())) {
		const [, name = part, value] = /^([^=]*)=(.*)$/s.exec(part) ?? [];
		const effect = parseEffect(name, value);
		if (effect === 'bad-value') return wrong(part, 'has no value that fits');
		if (effect !== undefined && what !== undefined) return wrong(part, 'is a second thing to happen');
		if (effect !== undefined) what = effect;
		else if (name === 'late' && value === undefined) late = true;
		else if (name === 'retry-after') {
			retryAfter = wholeNumber(value, 1, 86_400);
			if (retryAfter === undefined) return wrong(part, 'has no value that fits');
		} else if (!readRule(name, value, when)) {
			return wrong(part, Object.hasOwn(ruleReaders, name) ? 'has no value that fits' : 'is not a word of a fault');
		}
	}
	if (what === undefined) return {ok: false, failure: `fault '${shortened(text)}' does not say what happens`};
	if (what.type === 'handshake' && (when.path !== undefined || when.method !== undefined || late)) {
		return {ok: false, failure: 'handshake comes before any request: it takes no path, no method and no late'};
	}
	if (retryAfter !== undefined) {
		if (what.type !== 'status') return {ok: false, failure: 'retry-after goes with status'};
		what = {...what, retryAfter};
	}
	return {ok: true, value: {what, ...(Object.keys(when).length > 0 ? {when} : {}), ...(late ? {late} : {})}};
}

const wrong = (part: string, why: string): ParsedFault => ({
	ok: false,
	failure: `'${shortened(part)}' ${why}`,
});

const shortened = (text: string) => (text.length > 60 ? `${text.slice(0, 60)}…` : text);

/** Undefined when the word is none of these. */
function parseEffect(name: string, value: string | undefined): Effect | 'bad-value' | undefined {
	switch (name) {
		case 'hang':
		case 'reset':
		case 'close':
		case 'portal':
		case 'garbage':
		case 'empty':
		case 'no-token':
		case 'cut':
		case 'restart':
		case 'close-idle':
		case 'certificate':
			return value === undefined ? {type: name} : 'bad-value';
		case 'delay':
			return withDuration(value, by => ({type: 'delay', by}));
		case 'drip':
			return withDuration(value, every => ({type: 'drip', every}));
		case 'idle':
			return withDuration(value, limit => ({type: 'idle', limit}));
		case 'skew': {
			const sign = value?.startsWith('-') ? -1 : 1;
			return withDuration(value?.replace(/^[+-]/, ''), by => ({type: 'skew', by: milliseconds(sign * by)}));
		}
		case 'refuse':
			return value === undefined ? {type: 'refuse'} : withDuration(value, span => ({type: 'refuse', for: span}));
		case 'status': {
			const status = wholeNumber(value, 400, 599);
			return status === undefined ? 'bad-value' : {type: 'status', status};
		}
		case 'node': {
			const node = wholeNumber(value, 1, 1000);
			return node === undefined ? 'bad-value' : {type: 'node', node};
		}
		case 'endless': {
			const bytes = parseSize(value);
			return bytes === undefined ? 'bad-value' : {type: 'endless', bytes};
		}
		case 'redirect':
			return value === undefined || !/^[!-~]{1,2000}$/.test(value) ? 'bad-value' : {type: 'redirect', to: value};
		case 'handshake':
			return value === 'drop' || value === 'hang' ? {type: 'handshake', how: value} : 'bad-value';
		default:
			return undefined;
	}
}

function withDuration(text: string | undefined, effect: (span: ReturnType<typeof milliseconds>) => Effect) {
	const span = parseDuration(text ?? '');
	return span === undefined ? 'bad-value' : effect(span);
}

const ruleReaders = {
	path: (value: string) => (/^\/[!-~]{0,500}$/.test(value) ? value : undefined),
	method: (value: string) => (/^[A-Za-z]{1,20}$/.test(value) ? value.toUpperCase() : undefined),
	skip: (value: string) => wholeNumber(value, 0, 1e9),
	times: (value: string) => wholeNumber(value, 1, 1e9),
	every: (value: string) => wholeNumber(value, 1, 1e9),
	chance: (value: string) => (/^(0?\.\d{1,6}|0|1|1\.0+)$/.test(value) ? Number(value) : undefined),
	from: parseDuration,
	for: parseDuration,
} satisfies {readonly [Key in keyof FaultRule]-?: (value: string) => FaultRule[Key]};

/** Whether the word belongs to the rule and its value fits; then the rule has it. */
function readRule(name: string, value: string | undefined, rule: {[key: string]: unknown}): boolean {
	if (value === undefined || !Object.hasOwn(ruleReaders, name)) return false;
	const read = ruleReaders[name as keyof FaultRule](value);
	if (read !== undefined) rule[name] = read;
	return read !== undefined;
}

function parseSize(text: string | undefined): number | undefined {
	const [, count, unit = 'B'] = /^(\d{1,9})(B|kB|MB|GB)?$/.exec(text ?? '') ?? [];
	if (count === undefined) return undefined;
	const bytes = Number(count) * ({B: 1, kB: 1e3, MB: 1e6, GB: 1e9}[unit] ?? 1);
	return bytes >= 1 && bytes <= 1e12 ? bytes : undefined;
}

function wholeNumber(text: string | undefined, least: number, most: number): number | undefined {
	const number = text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
	return number >= least && number <= most ? number : undefined;
}
