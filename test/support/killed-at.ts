/**
 * The variable with which a program kills itself at its so-manieth change of a file: when that is done, or, where a text is written,
 * when half of it is. One that makes fewer changes lives.
 *
 *     runCli(['logout'], {env: killedAt(3)})
 */
export function killedAt(step: number): {readonly NODE_OPTIONS: string} {
	const code = `
import fs from 'node:fs';
import {syncBuiltinESMExports} from 'node:module';

let left = ${step};
const kill = () => process.kill(process.pid, 'SIGKILL');
const isWriting = flags => (typeof flags === 'number' ? (flags & 3) !== 0 : /[wa+]/.test(flags ?? 'r'));
const half = what => what.slice(0, Math.floor(what.length / 2));

/** What is to be given to it when it is the last one; undefined when it is not. */
function lastGiven(name, given) {
	const [first, second] = given;
	if (/^open/.test(name) && !isWriting(second)) return undefined;
	left -= 1;
	if (left !== 0) return undefined;
	if (/^(writeFile|appendFile)/.test(name)) return [first, half(second)];
	return /^write/.test(name) ? [first, half(second)] : given;
}

const handle = await fs.promises.open(process.execPath);
const handles = Object.getPrototypeOf(handle);
await handle.close();
for (const name of ['write', 'writeFile', 'appendFile', 'truncate']) {
	const before = handles[name];
	handles[name] = async function (...given) {
		const last = lastGiven('write', [this, given[0] ?? '']);
		if (last === undefined) return before.apply(this, given);
		await before.call(this, last[1]).finally(kill);
	};
}
for (const name of ['open', 'write', 'writeFile', 'appendFile', 'truncate', 'rename', 'link', 'copyFile', 'unlink', 'rm']) {
	const {[name]: called, [name + 'Sync']: sync} = fs;
	const promised = fs.promises[name];
	fs[name] = (...given) => {
		const done = given.pop();
		const last = lastGiven(name, given);
		called(...(last ?? given), last === undefined ? done : kill);
	};
	fs[name + 'Sync'] = (...given) => {
		const last = lastGiven(name, given);
		try {
			return sync(...(last ?? given));
		} finally {
			if (last !== undefined) kill();
		}
	};
	if (promised === undefined) continue;
	fs.promises[name] = async (...given) => {
		const last = lastGiven(name, given);
		return last === undefined ? promised(...given) : promised(...last).finally(kill);
	};
}
syncBuiltinESMExports();
`;
	return {NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(code)}`};
}
