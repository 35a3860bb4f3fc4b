import {constants} from 'node:fs';
import {access, stat} from 'node:fs/promises';
import {delimiter, isAbsolute, join, resolve} from 'node:path';
import {failure, type Outcome, success} from '../domain/outcome.ts';
import {ownerProblem} from './private-file.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The whole path of the program that a person named, as a shell would find it. It is looked up once, when it is set: what comes first in
 * the PATH of a service, or of another day, does not get to see the secrets. The failure goes on from its name.
 */
export async function findHelperProgram(word: string, environment: Environment): Promise<Outcome<string, string>> {
	const isPath = word.includes('/') || (process.platform === 'win32' && word.includes('\\'));
	const folders = (environment.PATH ?? environment.Path ?? '').split(delimiter).filter(isAbsolute);
	const candidates = isPath ? [resolve(word)] : folders.flatMap(folder => withEndings(join(folder, word)));
	for (const path of candidates) {
		if (!isPath && !(await isExecutable(path))) continue;
		const problem = await helperProblem(path);
		return problem === undefined ? success(path) : failure(problem);
	}
	return failure('is not to be found in the folders of PATH');
}

/** Why a program is not to be trusted with secrets, or none at all; undefined for one that may have them. */
export async function helperProblem(path: string): Promise<string | undefined> {
	try {
		const stats = await stat(path);
		if (!stats.isFile()) return 'is no file';
		if (ownerProblem(stats) !== undefined) return `belongs to another user (number ${stats.uid})`;
		if (process.platform !== 'win32' && (stats.mode & 0o002) !== 0) return 'can be changed by everybody: chmod o-w';
		return (await isExecutable(path)) ? undefined : 'cannot be executed: chmod u+x';
	} catch {
		return 'is not there, or cannot be looked at';
	}
}

/** A script for Windows' shell would need that shell, which takes words apart in ways of its own: programs only. */
const withEndings = (path: string) => (process.platform === 'win32' ? [path, `${path}.exe`] : [path]);

const isExecutable = (path: string) =>
	access(path, constants.X_OK).then(
		() => true,
		() => false,
	);
