import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, onTestFinished, test} from 'vitest';
import {buildProgram} from '../support/built-program.ts';
import {tracesOf} from '../support/canary.ts';
import {runCli} from '../support/run-cli.ts';
import {runSimulator, simulatedPassword} from '../support/running-simulator.ts';

let program: Awaited<ReturnType<typeof buildProgram>>;
beforeAll(async () => {
	program = await buildProgram(new URL('heap-program.ts', import.meta.url));
});
afterAll(() => program.remove());

test('after the sign-out the memory holds neither password nor token', async () => {
	const {origin, fingerprint} = await runSimulator();
	const folder = mkdtempSync(join(tmpdir(), 'svt-tui-heap-'));
	onTestFinished(() => rmSync(folder, {recursive: true, force: true}));
	const run = await runCli([origin, fingerprint, folder], {program: program.path, input: simulatedPassword});
	expect(run).toMatchObject({code: 0, stdout: 'active\nsigned-out\n', stderr: ''});
	const heldBy = (moment: string) =>
		tracesOf([simulatedPassword, 'canary-token'], {heap: readFileSync(join(folder, `${moment}.heapsnapshot`))});
	// It would be seen.
	expect(heldBy('during')).not.toEqual([]);
	expect(heldBy('after')).toEqual([]);
}, 60_000);
