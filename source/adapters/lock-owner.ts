import {randomBytes} from 'node:crypto';
import {readlinkSync} from 'node:fs';
import {readFile} from 'node:fs/promises';
import {hostname} from 'node:os';
import {objectOf, parseJson, text, wholeNumberWithin} from '../domain/reader.ts';

/** Who holds a lock, as it stands in the lock's file. */
export type LockOwner = {
	readonly pid: number;
	/** Where that number means something: the host, since its last start, and the container. */
	readonly machine: string;
	/** Of this one lock; part of a file name. */
	readonly token: string;
};

/** This process as the owner of a lock that it is about to take. */
export async function newOwner(): Promise<LockOwner> {
	const token = randomBytes(8).toString('hex');
	return {pid: process.pid, machine: await thisMachine(), token};
}

/** Undefined for what is no lock of ours, or not wholly written yet. */
export function parseOwner(content: string): LockOwner | undefined {
	const read = readOwner(parseJson(content));
	return read.ok ? read.value : undefined;
}

/** Whether the owner is gone for sure. One of another machine may be there, for all that we can see. */
export async function isGone({pid, machine, token}: LockOwner): Promise<boolean> {
	if (machine !== (await thisMachine())) return false;
	// A process before us had our number, as always in a container.
	if (pid === process.pid) return !ours.has(token);
	try {
		process.kill(pid, 0);
		return false;
	} catch (error) {
		// Another user's process may not be asked, but it is there.
		return error instanceof Error && 'code' in error && error.code === 'ESRCH';
	}
}

/** Locks that this process holds or takes. */
export const ours = new Set<string>();

const readOwner = objectOf<LockOwner>({
	pid: wholeNumberWithin(1, 2 ** 32, 'the number of a process'),
	machine: text(name => (name.length <= 400 ? name : undefined), 'a machine'),
	token: text(digits => (/^[0-9a-f]{16}$/.test(digits) ? digits : undefined), 'a token'),
});

let machine: string | undefined;

async function thisMachine(): Promise<string> {
	machine ??= [hostname(), await startOfMachine(), namespace()].join(' ').slice(0, 400);
	return machine;
}

/** Linux gives each start an identity; elsewhere a number that was given anew is waited for, see `file-lock`. */
async function startOfMachine(): Promise<string> {
	try {
		return (await readFile('/proc/sys/kernel/random/boot_id', 'latin1')).trim();
	} catch {
		return '';
	}
}

/** Containers that share a folder and a host name count their processes for themselves. */
function namespace(): string {
	try {
		return readlinkSync('/proc/self/ns/pid');
	} catch {
		return '';
	}
}
