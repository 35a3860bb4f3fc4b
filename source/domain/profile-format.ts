import {type Pin, parseFingerprint, type Trust} from './certificate.ts';
import {type Outcome, success} from './outcome.ts';
import {
	defaultAbsoluteLimit,
	defaultIdleLimit,
	type Grant,
	type Profile,
	parseOrigin,
	parseProfileName,
	type RenewPolicy,
	type StorageKind,
} from './profile.ts';
import {parseProxy} from './proxy.ts';
import {
	absentAs,
	choice,
	fieldsOf,
	flag,
	numberWithin,
	objectOf,
	optional,
	type Problem,
	parsed,
	problem,
	type Reader,
	text,
} from './reader.ts';
import {safeText} from './server-text.ts';
import {type Duration, type Instant, instant, milliseconds} from './time.ts';
import {isoSecond} from './time-in-words.ts';

/** A profile as it stands in the settings file. Spans of time are in seconds, to the millisecond. */
export type StoredProfile = {
	readonly name: string;
	readonly origin: string;
	readonly username: string;
	readonly grant: Grant;
	readonly trust: StoredTrust;
	readonly proxy: string | undefined;
	readonly storage: StorageKind;
	readonly savePassword: boolean;
	readonly idleLimitSeconds: number;
	readonly absoluteLimitSeconds: number;
	readonly keepAlive: boolean;
	/** Undefined: the tickle plan's own interval. */
	readonly tickleIntervalSeconds: number | undefined;
	readonly renew: RenewPolicy;
};

type StoredTrust = Exclude<Trust, Pin> | StoredPin;

/** `validTo` is a time in ISO 8601, in UTC. */
type StoredPin = Omit<Pin, 'validTo'> & {readonly validTo?: string};

export const grants: readonly Grant[] = ['password', 'emergency'];
export const storageKinds: readonly StorageKind[] = ['keychain', 'file', 'memory', 'helper'];
export const renewPolicies: readonly RenewPolicy[] = ['ask', 'auto'];

export function storedProfile({idleLimit, absoluteLimit, tickleInterval, ...same}: Profile): StoredProfile {
	return {
		name: same.name,
		origin: same.origin,
		username: same.username,
		grant: same.grant,
		trust: storedTrust(same.trust),
		proxy: same.proxy,
		storage: same.storage,
		savePassword: same.savePassword,
		idleLimitSeconds: inSeconds(idleLimit),
		absoluteLimitSeconds: inSeconds(absoluteLimit),
		keepAlive: same.keepAlive,
		tickleIntervalSeconds: tickleInterval && inSeconds(tickleInterval),
		renew: same.renew,
	};
}

/**
 * Reads a profile of the settings file, which people edit. Name, origin and user name must be there; what else is absent has its
 * default. What is there and wrong is never replaced by a default: the default could be less than what was wanted, of trust for one.
 */
export function parseStoredProfile(value: unknown): Outcome<Profile, readonly Problem[]> {
	const read = readProfile(value);
	if (!read.ok) return read;
	const {idleLimitSeconds, absoluteLimitSeconds, tickleIntervalSeconds, ...same} = read.value;
	return success({
		...same,
		idleLimit: ofSeconds(idleLimitSeconds),
		absoluteLimit: ofSeconds(absoluteLimitSeconds),
		tickleInterval: tickleIntervalSeconds === undefined ? undefined : ofSeconds(tickleIntervalSeconds),
	});
}

export const longestUsername = 512;
export const longestPath = 4096;
export const longestSubject = 401;
/** Of any span of time, in seconds: 1 ms to 366 days. */
export const secondsBounds = {least: 0.001, most: 31_622_400};

const seconds = numberWithin(secondsBounds.least, secondsBounds.most, 'a number of seconds of at most 366 days');

export const readUsername = text(
	name => (isPlain(name) && name.length <= longestUsername ? name : undefined),
	'a user name of 1 to 512 characters',
);

const readFingerprint = text(parseFingerprint, 'a SHA-256 fingerprint of 64 hex digits');

const readTrust: Reader<Trust> = value => {
	const mode = fieldsOf(value)?.mode;
	switch (mode) {
		case 'system':
			return success({mode});
		case 'ca-file':
			return objectOf<Extract<Trust, {mode: 'ca-file'}>>({mode: () => success(mode), path: readPath})(value);
		case 'pinned': {
			const read = objectOf({
				sha256: readFingerprint,
				publicKeySha256: optional(readFingerprint),
				subject: optional(readSubject),
				validTo: optional(readTime),
			})(value);
			return read.ok ? success(withoutGaps<Pin>({mode, ...read.value})) : read;
		}
		default:
			return problem('has no "mode" that is "system" or "ca-file" or "pinned"');
	}
};

const readPath = text(path => (isPlain(path) && path.length <= longestPath ? path : undefined), 'the path of a file');

/** What is saved of it is safe to show; what somebody has written there since is made so. */
const readSubject = text(name => safeText(name, longestSubject - 1), 'the name in a certificate');

const readTime: Reader<Instant> = parsed(value => {
	const time = typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:]{8}Z$/.test(value) ? Date.parse(value) : Number.NaN;
	return Number.isNaN(time) ? undefined : instant(time);
}, 'a time such as 2026-11-22T01:02:03Z');

const readProxy = text(words => {
	const proxy = parseProxy(words);
	return proxy.ok ? proxy.value : undefined;
}, 'a proxy such as http://proxy.example.com:3128, without a login');

const readProfile = objectOf<Omit<StoredProfile, 'trust'> & {readonly trust: Trust}>({
	name: text(parseProfileName, 'a name of 1 to 40 letters, digits, dots and dashes'),
	origin: text(parseOrigin, 'an address such as https://10.1.1.16'),
	username: readUsername,
	grant: absentAs('password', choice(grants)),
	trust: absentAs({mode: 'system'}, readTrust),
	proxy: optional(readProxy),
	storage: absentAs('keychain', choice(storageKinds)),
	savePassword: absentAs(false, flag),
	idleLimitSeconds: absentAs(inSeconds(defaultIdleLimit), seconds),
	absoluteLimitSeconds: absentAs(inSeconds(defaultAbsoluteLimit), seconds),
	keepAlive: absentAs(false, flag),
	tickleIntervalSeconds: optional(seconds),
	renew: absentAs('ask', choice(renewPolicies)),
});

/** Something, and nothing in it that a keychain or a file system would cut off or refuse. */
const isPlain = (text: string) => text !== '' && !/[\p{Cc}\p{Cs}]/u.test(text);

/** Only what trust is made of, whatever else the object carries. */
function storedTrust(trust: Trust): StoredTrust {
	switch (trust.mode) {
		case 'system':
			return {mode: trust.mode};
		case 'ca-file':
			return {mode: trust.mode, path: trust.path};
		case 'pinned': {
			const {mode, sha256, publicKeySha256, subject, validTo} = trust;
			const until = validTo === undefined ? undefined : isoSecond(validTo);
			return withoutGaps<StoredPin>({mode, sha256, publicKeySha256, subject, validTo: until});
		}
	}
}

/** The same without the fields that nothing is known for. */
const withoutGaps = <Whole extends object>(fields: {readonly [Key in keyof Whole]: Whole[Key] | undefined}) =>
	Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Whole;

function inSeconds(span: Duration): number {
	return Math.round(span) / 1000;
}

const ofSeconds = (count: number) => milliseconds(Math.round(count * 1000));
