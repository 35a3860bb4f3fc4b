import {statSync} from 'node:fs';
import {createRequire} from 'node:module';
import {fileURLToPath} from 'node:url';

/**
 * The path of the package keytar as the program at this URL finds it. Throws where there is none, and where somebody else has put it
 * there: Node looks in every folder above the program, and into some of them, such as /tmp, everybody may write.
 */
export function findKeytar(program: string): string {
	const path = createRequire(program).resolve('keytar');
	const {uid} = statSync(path);
	// Whoever owns this program could have changed it as well.
	const isTrusted = [0, process.geteuid?.() ?? uid, statSync(fileURLToPath(program)).uid].includes(uid);
	if (!isTrusted) throw new Error(`${path} belongs to another user (number ${uid})`);
	return path;
}
