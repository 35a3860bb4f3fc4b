import fc from 'fast-check';
import {expect, onTestFinished, test} from 'vitest';
import {fuzzCase} from '../support/fuzz-case.ts';
import {createFuzzTarget} from '../support/fuzz-target.ts';

/** More than the program itself has, and far less than what a server could send. */
const mostGrowth = 200 * 1024 * 1024;

test('whatever a server answers, at whatever stage, comes to an end in words without a control byte', async () => {
	const target = await createFuzzTarget();
	onTestFinished(target.stop);
	const kinds = new Set<string>();
	const before = process.memoryUsage().rss;
	// Where it fails, the seed and the shortest case that does are told; `npm run bench:fuzz -- MINUTES SEED` goes on for longer.
	await fc.assert(
		fc.asyncProperty(fuzzCase, async fuzz => {
			kinds.add((await target.play(fuzz)).kind);
		}),
		{numRuns: 400},
	);
	expect(process.memoryUsage().rss - before).toBeLessThan(mostGrowth);
	// It is not all the same to the program.
	expect([...kinds]).toEqual(
		expect.arrayContaining(['accepted', 'tls', 'unreachable', 'not-simplivity', 'unreadable']),
	);
});
