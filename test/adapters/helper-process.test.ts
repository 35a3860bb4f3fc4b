import {execFile} from 'node:child_process';
import {closeSync, openSync, writeFileSync} from 'node:fs';
import {promisify} from 'node:util';
import {build} from 'esbuild';
import {describe, expect, onTestFinished, test} from 'vitest';
import {runHelper} from '../../source/adapters/helper-process.ts';
import {createHelperFolder} from '../support/helper-script.ts';

function helperFolder() {
	const place = createHelperFolder();
	onTestFinished(() => place.remove());
	return place;
}

const call = (environment = process.env) => ({input: '', environment, ending: new AbortController().signal});
const ended = {type: 'ended', code: 0, stdout: '{}\n', stderr: ''};

describe.skipIf(process.platform === 'win32')(
	'a helper that the system does not start is told, whatever the reason',
	() => {
		test('a program that somebody is just writing', async () => {
			const program = helperFolder().script('echo "{}"');
			const writing = openSync(program, 'r+');
			const isBusy = process.platform === 'linux';
			expect(await runHelper([program], call())).toEqual(isBusy ? {type: 'not-started', code: 'ETXTBSY'} : ended);
			closeSync(writing);
			expect(await runHelper([program], call())).toEqual(ended);
		});

		test('an environment that is larger than what can be handed over', async () => {
			const program = helperFolder().script('echo "{}"');
			const environment = {...process.env, HUGE: 'x'.repeat(3_000_000)};
			expect(await runHelper([program], call(environment))).toEqual({type: 'not-started', code: 'E2BIG'});
		});

		test('no file that could be opened any more', async () => {
			const place = helperFolder();
			await build({
				entryPoints: [new URL('../../source/adapters/helper-process.ts', import.meta.url).pathname],
				outfile: place.file('helper-process.mjs'),
				bundle: true,
				format: 'esm',
				platform: 'node',
			});
			writeFileSync(
				place.file('exhausted.mjs'),
				`import {openSync} from 'node:fs';
			import {runHelper} from './helper-process.mjs';
			const ending = new AbortController().signal;
			try { for (;;) openSync('/dev/null'); } catch {}
			const end = await runHelper(['/bin/cat'], {input: '', environment: process.env, ending});
			process.stdout.write(JSON.stringify(end), () => process.exit());`,
			);
			const limited = ['-c', 'ulimit -n 100; exec "$@"', 'sh', process.execPath, place.file('exhausted.mjs')];
			const {stdout} = await promisify(execFile)('/bin/sh', limited);
			expect(JSON.parse(stdout)).toEqual({type: 'not-started', code: 'EMFILE'});
		});
	},
);
