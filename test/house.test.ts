import {readdirSync, readFileSync} from 'node:fs';
import {join, relative} from 'node:path';
import {fileURLToPath} from 'node:url';
import {expect, test} from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

/** `file:line: text` of every line below `folder` that matches, comments left out. */
function linesWith(pattern: RegExp, folder: string, isExempt: (path: string) => boolean = () => false): string[] {
	const names = readdirSync(join(root, folder), {recursive: true, encoding: 'utf8'});
	const paths = names.filter(name => /\.tsx?$/.test(name)).map(name => join(folder, name));
	return paths
		.filter(path => !isExempt(path))
		.flatMap(path => {
			const lines = readFileSync(join(root, path), 'utf8').split('\n');
			return lines.flatMap((line, index) =>
				pattern.test(line.replace(/^\s*(\/\/|\/?\*).*/, ''))
					? [`${relative(root, join(root, path))}:${index + 1}: ${line.trim()}`]
					: [],
			);
		});
}

const clocks = /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\b(set(Timeout|Interval|Immediate)|performance\.now)\(/;
const inAdapters = (path: string) => path.startsWith(join('source', 'adapters'));

test('no clock and no chance outside the adapters', () => {
	expect(linesWith(clocks, 'source', inAdapters)).toEqual([]);
	// The rule sees what it is to see.
	expect(linesWith(clocks, 'source').length).toBeGreaterThan(3);
});

test('a secret is revealed only where it leaves the program', () => {
	const may = [
		inAdapters,
		(path: string) => path.startsWith(join('source', 'commands')),
		(path: string) => /[/\\]domain[/\\](secret|stored-token)\.ts$/.test(path),
	];
	expect(linesWith(/\.reveal\(/, 'source', path => may.some(allows => allows(path)))).toEqual([]);
});

test('tests use real parts: nothing is mocked, and no timer is faked', () => {
	expect(
		linesWith(/\bvi\.(mock|fn|spyOn|useFakeTimers|stubGlobal)\b/, 'test', path => /house\.test\.ts$/.test(path)),
	).toEqual([]);
});
