import {readdirSync, readFileSync, readlinkSync} from 'node:fs';
import {join} from 'node:path';

/** Where a secret was found, and in which form. */
type Trace = `${string}: ${string}`;

/**
 * Where secrets, or their beginnings, stand in what a program said and left behind, in any form that programs give to bytes. The
 * beginning is at least twelve ASCII characters, as no other text has them.
 */
export function tracesOf(
	secrets: readonly string[],
	said: Readonly<Record<string, string | Uint8Array>>,
): readonly Trace[] {
	return Object.entries(said).flatMap(([where, what]) => {
		// A character a byte: also what is no text is searched.
		const whole = Buffer.from(what).toString('latin1').toLowerCase();
		const text = `${whole}\n${whole.replace(/(?<=\d,)\s+/g, '')}`;
		return secrets.flatMap(secret =>
			formsOf(secret)
				.filter(([, form]) => text.includes(form.toLowerCase()))
				.map(([name]): Trace => `${where}: ${secret} ${name}`),
		);
	});
}

/** All that was seen under each name: what it held at first, and each time that this had changed. */
export function createSightings() {
	const sightings = new Map<string, Uint8Array[]>();
	return {
		add(seen: Readonly<Record<string, Uint8Array>>): void {
			for (const [name, bytes] of Object.entries(seen)) {
				const before = sightings.get(name) ?? [];
				const latest = before.at(-1);
				if (latest === undefined || Buffer.compare(latest, bytes) !== 0) sightings.set(name, [...before, bytes]);
			}
		},
		all: () => Object.fromEntries([...sightings].map(([name, each]) => [name, Buffer.concat(each)])),
	};
}

/** What every file below these folders holds, by its path; links and pipes are not followed. */
export function filesBelow(...folders: readonly string[]): Record<string, Uint8Array> {
	const found: Record<string, Uint8Array> = {};
	for (const folder of folders) {
		for (const entry of unlessGone(() => readdirSync(folder, {withFileTypes: true})) ?? []) {
			const path = join(folder, entry.name);
			if (entry.isDirectory()) Object.assign(found, filesBelow(path));
			const content = unlessGone(() => {
				if (entry.isFile()) return readFileSync(path);
				return entry.isSymbolicLink() ? Buffer.from(readlinkSync(path)) : undefined;
			});
			if (content !== undefined) found[path] = content;
		}
	}
	return found;
}

/** The command lines and environments of all processes that this user may look at; Linux only. */
export function processesAsSeen(): Record<string, Uint8Array> {
	const seen: Record<string, Uint8Array> = {};
	for (const number of readdirSync('/proc').filter(name => /^\d+$/.test(name))) {
		for (const name of ['cmdline', 'environ']) {
			const content = unlessGone(() => readFileSync(`/proc/${number}/${name}`));
			if (content !== undefined) seen[`process ${number} ${name}`] = content;
		}
	}
	return seen;
}

/** What has just ended, was just removed, or is somebody else's cannot be read. */
function unlessGone<Value>(read: () => Value): Value | undefined {
	try {
		return read();
	} catch {
		return undefined;
	}
}

function formsOf(secret: string): ReadonlyArray<readonly [name: string, form: string]> {
	const start = Buffer.from(secret).subarray(0, leastKnown);
	const hex = [...start].map(byte => byte.toString(16).padStart(2, '0'));
	return [
		['as it is', start.toString('latin1')],
		...[0, 1, 2].map(offset => ['in base64', base64At(start, offset)] as const),
		['in hex', hex.join('')],
		['in hex with blanks', hex.join(' ')],
		['in hex with colons', hex.join(':')],
		['in escapes of addresses', hex.map(byte => `%${byte}`).join('')],
		['in escapes of JSON', hex.map(byte => `\\u00${byte}`).join('')],
		['in escapes of C', hex.map(byte => `\\x${byte}`).join('')],
		['as numbers', [...start].join(',')],
		['in UTF-16', Buffer.from(start.toString('latin1'), 'utf16le').toString('latin1').slice(0, -1)],
		['backwards', [...start.toString('latin1')].reverse().join('')],
	];
}

const leastKnown = 12;

/** The characters that are the same whatever stands before and after it, where so many bytes stand before. */
function base64At(bytes: Buffer, offset: number): string {
	const encoded = Buffer.concat([Buffer.alloc(offset), bytes])
		.toString('base64')
		.replaceAll('=', '');
	const first = [0, 2, 3][offset] ?? 0;
	const whole = Math.floor(((offset + bytes.length) * 8) / 6);
	return encoded.slice(first, whole);
}
