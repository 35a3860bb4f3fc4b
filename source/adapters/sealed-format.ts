import {createHash} from 'node:crypto';
import {failure, type Outcome, success} from '../domain/outcome.ts';
import {fieldsOf, objectOf, parsed, parseJson, text, wholeNumberWithin} from '../domain/reader.ts';

/** What scrypt (RFC 7914) is to do: N times r blocks of 128 bytes are its memory, and p repeats it. */
export type Cost = {readonly N: number; readonly r: number; readonly p: number};

/** Bytes under AES-256-GCM, each part in base64. */
export type Sealed = {readonly iv: string; readonly data: string; readonly tag: string};

/** What it takes to get from the passphrase to the key of the file: that is sealed under what scrypt makes of passphrase and salt. */
export type KeyLock = {readonly cost: Cost; readonly salt: string; readonly key: Sealed};

/** The file of secrets, as far as anybody can read it. */
export type SealedFile = {readonly lock: KeyLock; readonly entries: Sealed};

const version = 'svt-tui/secrets/v1';

export function sealedText(file: SealedFile): string {
	const {lock, entries} = file;
	const stored = {
		schema: version,
		scrypt: {...lock.cost, salt: lock.salt},
		key: lock.key,
		entries,
		sha256: checksum(file),
	};
	return `${JSON.stringify(stored, undefined, '\t')}\n`;
}

/** `unreadable`: somebody else's file, or a later version's. `says` stands for itself, as in `it holds no JSON object`. */
export type NoSealed = {readonly kind: 'damaged' | 'unreadable'; readonly says: string};

export function parseSealed(content: string): Outcome<SealedFile, NoSealed> {
	const fields = fieldsOf(parseJson(content));
	if (fields === undefined) return damaged('it holds no JSON object');
	if (fields.schema !== version) return failure(foreign(fields.schema));
	const read = readStored(fields);
	if (!read.ok) return damaged('parts of it are missing or wrong');
	const {scrypt, key, entries, sha256} = read.value;
	const {salt, ...cost} = scrypt;
	const file = {lock: {cost, salt, key}, entries};
	// It vouches for nobody: it tells what a disk did from a wrong passphrase.
	if (checksum(file) !== sha256) return damaged('its parts do not belong together');
	if (cost.N * cost.r > mostBlocks || cost.p > mostRepeats)
		return damaged('it asks for more work than svt-tui ever does');
	return success(file);
}

/** What holds the file's key and its entries to the rest of it: whoever changes one of these opens neither. */
export const boundTo = ({cost: {N, r, p}, salt}: Pick<KeyLock, 'cost' | 'salt'>, key?: Sealed) =>
	Buffer.from(
		JSON.stringify([version, 'scrypt', N, r, p, salt, ...(key === undefined ? [] : [key.iv, key.data, key.tag])]),
	);

/** A file that somebody else wrote may ask for all memory and a year of work: 256 MiB and four seconds are the most. */
const mostBlocks = 2 ** 18 * 8;
const mostRepeats = 4;

const bytes = (least: number, most = least) =>
	text(value => {
		const decoded = Buffer.from(value, 'base64');
		const isIt = decoded.length >= least && decoded.length <= most && decoded.toString('base64') === value;
		return isIt ? value : undefined;
	}, 'base64');

const readSealed = (least: number, most = least) =>
	objectOf<Sealed>({iv: bytes(12), data: bytes(least, most), tag: bytes(16)});

const powerOfTwo = parsed(
	value => (typeof value === 'number' && Number.isInteger(Math.log2(value)) && value >= 2 ? value : undefined),
	'a power of two',
);

const readStored = objectOf<{
	readonly scrypt: Cost & {readonly salt: string};
	readonly key: Sealed;
	readonly entries: Sealed;
	readonly sha256: string;
}>({
	scrypt: objectOf<Cost & {readonly salt: string}>({
		N: powerOfTwo,
		r: wholeNumberWithin(1, 1024, 'a number of blocks'),
		p: wholeNumberWithin(1, 1024, 'a number of times'),
		salt: bytes(32),
	}),
	key: readSealed(32),
	entries: readSealed(0, 1024 * 1024),
	sha256: text(value => (/^[0-9a-f]{64}$/.test(value) ? value : undefined), 'a SHA-256'),
});

function checksum({lock, entries}: SealedFile): string {
	const hash = createHash('sha256').update(boundTo(lock, lock.key));
	return hash.update(JSON.stringify([entries.iv, entries.data, entries.tag])).digest('hex');
}

const damaged = (says: string) => failure<NoSealed>({kind: 'damaged', says});

function foreign(schema: unknown): NoSealed {
	const isOurs = typeof schema === 'string' && /^svt-tui\/secrets\/v\d{1,6}$/.test(schema);
	const says = isOurs ? `a later svt-tui wrote it (${schema}); update svt-tui` : 'it is no file of secrets of svt-tui';
	return {kind: 'unreadable', says};
}
