/**
 * A server that answers arbitrary bytes at every stage: before TLS, after it, in heads and bodies, and real answers that were changed.
 * Ends with 1 where a rule was broken: a throw, no end, a control byte in words to a person, a secret, memory that grows.
 *
 *     npm run bench:fuzz [-- MINUTES [SEED]]
 *
 * The seed is printed, and repeats the run: the same cases in the same order.
 */
import {setFlagsFromString} from 'node:v8';
import {runInNewContext} from 'node:vm';
import fc from 'fast-check';
import {type FuzzCase, fuzzCase} from '../test/support/fuzz-case.ts';
import {createFuzzTarget} from '../test/support/fuzz-target.ts';

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');
const minutes = Number(process.argv[2] ?? 1);
const seed = Number(process.argv[3] ?? Math.floor(Math.random() * 2 ** 31));
const target = await createFuzzTarget();
const kinds = new Map<string, number>();
const broken: string[] = [];
let slowest = {took: 0, what: ''};
let cases = 0;
let heapAtFirst: number | undefined;

const toText = ({stage, ask, ending, pieces}: FuzzCase) =>
	`${stage}, ${ask}, ${ending}: ${JSON.stringify(pieces.map(piece => Buffer.from(piece).toString('latin1')))}`.slice(
		0,
		2000,
	);
const breaks = (what: string) => (error: unknown) =>
	void broken.push(`${what}: ${error instanceof Error ? error.stack : error}`);
process.on('unhandledRejection', breaks('a rejection that nobody handles'));
process.on('uncaughtException', breaks('an exception that nobody catches'));

process.stdout.write(`seed ${seed}, ${minutes} min\n`);
const end = performance.now() + minutes * 60_000;
// In batches: each is drawn with a seed of its own, so that memory does not hold them all.
for (let batch = 0; performance.now() < end && broken.length < 20; batch += 1) {
	for (const fuzz of fc.sample(fuzzCase, {numRuns: 500, seed: seed + batch})) {
		if (performance.now() >= end) break;
		const startedAt = performance.now();
		await target.play(fuzz).then(
			({kind}) => void kinds.set(kind, (kinds.get(kind) ?? 0) + 1),
			error => broken.push(`${error instanceof Error ? error.message : error}\n  ${toText(fuzz)}`),
		);
		cases += 1;
		const took = performance.now() - startedAt;
		if (took > slowest.took) slowest = {took, what: toText(fuzz).slice(0, 200)};
	}
	if (heapAtFirst === undefined) heapAtFirst = heap();
}
const growth = heap() - (heapAtFirst ?? 0);
await target.stop();

function heap(): number {
	collect();
	collect();
	return process.memoryUsage().heapUsed;
}

const most = 32;
process.stdout.write(`${cases} cases\n\n`);
for (const [kind, count] of [...kinds].sort(([, one], [, other]) => other - one))
	process.stdout.write(`${String(count).padStart(8)}  ${kind}\n`);
process.stdout.write(`\nslowest answer        ${slowest.took.toFixed(0)} ms  ${slowest.what}\n`);
process.stdout.write(`heap since the first 500 cases  ${(growth / 2 ** 20).toFixed(1)} MiB  (${most} at most)\n`);
process.stdout.write(`broken rules          ${broken.length}\n`);
for (const each of broken) process.stdout.write(`\n${each}\n`);
if (broken.length > 0 || growth > most * 2 ** 20) process.exitCode = 1;
