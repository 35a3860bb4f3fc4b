import type {LookupAllOptions} from 'node:dns';
import {existsSync, mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {lookupUntil} from '../../source/adapters/name-lookup.ts';
import {writeAnsweringChild} from '../support/answering-child.ts';
import {eventually} from '../support/asking.ts';

const all: LookupAllOptions = {all: true};
const until = (signal: AbortSignal = new AbortController().signal, child?: string) => lookupUntil(signal, child);

/** What a connection is told: the addresses, or the code. */
const told = (lookup: ReturnType<typeof lookupUntil>, host: string, options: object = all) =>
	new Promise(resolve => lookup(host, options, (error, found) => resolve(error?.code ?? found)));

const answering = (answer: object) => writeAnsweringChild(`console.log(${JSON.stringify(JSON.stringify(answer))})`);

test('a connection is told the addresses that the system knows', async () => {
	const child = answering({addresses: ['10.1.1.16', '2001:db8::1', 'nonsense', 7], took: 3});
	expect(await told(until(undefined, child), 'ovc1')).toEqual([
		{address: '10.1.1.16', family: 4},
		{address: '2001:db8::1', family: 6},
	]);
	expect(await told(until(undefined, child), 'ovc1', {})).toBe('10.1.1.16');
});

test('or why there are none', async () => {
	expect(await told(until(undefined, answering({code: 'EAI_AGAIN'})), 'ovc1')).toBe('EAI_AGAIN');
});

test('without a program of its own the system is asked here', async () => {
	const none = join(tmpdir(), 'there-is-no-such-child.js');
	expect(await told(until(undefined, none), 'localhost.localdomain.invalid')).toMatch(/^(ENOTFOUND|EAI_AGAIN)$/);
	expect(await told(until(undefined, answering({})), 'localhost')).toContainEqual({address: '127.0.0.1', family: 4});
});

test('nor where Node throws, as when there is too little memory for a program', async () => {
	// Linux takes no argument of 128 KiB (`E2BIG`).
	const tooLong = 'x'.repeat(200_000);
	expect(await told(until(undefined, tooLong), 'localhost.localdomain.invalid')).toMatch(/^(ENOTFOUND|EAI_AGAIN)$/);
});

test('a look-up that is called off ends with its program', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'svt-tui-lookup-'));
	onTestFinished(() => rmSync(folder, {recursive: true}));
	const file = join(folder, 'pid');
	const child = writeAnsweringChild(
		`import {writeFileSync} from 'node:fs'; writeFileSync(${JSON.stringify(file)}, String(process.pid)); setInterval(() => {}, 1000);`,
	);
	const pid = () => (existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0);
	const wish = new AbortController();
	let isTold = false;
	until(wish.signal, child)('ovc1', all, () => {
		isTold = true;
	});
	await eventually(() => pid() > 0);
	wish.abort();
	await eventually(() => !isRunning(pid()));
	expect(isTold).toBe(false);
});

function isRunning(id: number): boolean {
	try {
		return process.kill(id, 0);
	} catch {
		return false;
	}
}
