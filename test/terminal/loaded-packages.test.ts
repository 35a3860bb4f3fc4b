import {writeFileSync} from 'node:fs';
import {basename} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {loadedFiles} from '../support/loaded-packages.ts';
import {createPrivateHome} from '../support/private-home.ts';

test('what a program loaded is known, late imports and children included', async () => {
	const home = createPrivateHome();
	onTestFinished(() => home.remove());
	const write = (name: string, text: string) => writeFileSync(home.file(name), text);
	write(
		'cli.mjs',
		`import './always.mjs';
		if (process.argv[2] === 'screen') { await import('./screen.mjs'); process.exit(3); }
		if (process.argv[2] === 'child') (await import('node:child_process')).fork('${home.file('child.cjs')}');`,
	);
	write('always.mjs', 'export const one = 1;');
	write('screen.mjs', 'export const two = 2;');
	write('child.cjs', "require('./required.cjs');");
	write('required.cjs', 'module.exports = 3;');
	const loaded = async (...args: readonly string[]) =>
		[...(await loadedFiles(args, home, home.file('cli.mjs')))].map(path => basename(path)).sort();
	expect(await loaded()).toEqual(['always.mjs', 'cli.mjs']);
	expect(await loaded('screen')).toEqual(['always.mjs', 'cli.mjs', 'screen.mjs']);
	expect(await loaded('child')).toEqual(['always.mjs', 'child.cjs', 'cli.mjs', 'required.cjs']);
});
