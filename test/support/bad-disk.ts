import {spawnSync} from 'node:child_process';
import type {PrivateHome} from './private-home.ts';

/** What a shell does before a program, so that it finds the folders of its settings and its state like this. */
export type BadDisk = {readonly name: string; readonly shell: (home: PrivateHome) => string};

/** No file may have a byte: the one full disk that can be had everywhere. */
const withoutRoom: BadDisk = {name: 'that takes no byte more', shell: () => 'ulimit -f 0;'};

/** What is mounted is seen by nobody else, and vanishes with the program. */
const mounted = (home: PrivateHome, commands: (folder: string) => string) =>
	`${inNamespace} sh -c '${[home.configuration, home.state].map(commands).join(' && ')} && exec "$@"' sh "$@"; exit $?;`;

const full: BadDisk = {
	name: 'that is full',
	shell: home =>
		mounted(
			home,
			folder =>
				`cp -a ${folder} ${folder}.copy && mount -t tmpfs -o size=128k,mode=700 full ${folder} && cp -a ${folder}.copy/. ${folder} && rm -r ${folder}.copy && { cat /dev/zero > ${folder}/filling 2>/dev/null || true; }`,
		),
};

const readOnly: BadDisk = {
	name: 'that is read-only',
	shell: home => mounted(home, folder => `mount --bind ${folder} ${folder} && mount -o remount,bind,ro ${folder}`),
};

const inNamespace = process.geteuid?.() === 0 ? 'unshare -m' : 'unshare -rm';

/** Those that can be had here; which cannot is said aloud. */
export function badDisks(): readonly BadDisk[] {
	const [command = '', ...args] = inNamespace.split(' ');
	const tried = spawnSync(command, [...args, 'sh', '-c', 'mount -t tmpfs full /mnt'], {stdio: 'ignore'});
	if (tried.status === 0) return [withoutRoom, full, readOnly];
	process.stderr.write('skip: disks that are really full or read-only need the right to mount one (Linux: unshare)\n');
	return [withoutRoom];
}
