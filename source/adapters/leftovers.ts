import {readdir, rm, stat} from 'node:fs/promises';
import {join} from 'node:path';
import {isLeftover} from './private-file.ts';

/** What an interrupted write left, once nobody can be at it any more. */
export async function removeLeftovers(folder: string): Promise<void> {
	for (const name of await readdir(folder).catch(() => [])) {
		const path = join(folder, name);
		if (isLeftover(name) && (await isOld(path))) await rm(path, {force: true}).catch(() => undefined);
	}
}

const isOld = (path: string) =>
	stat(path).then(
		({mtimeMs}) => Date.now() - mtimeMs > 3_600_000,
		() => false,
	);
