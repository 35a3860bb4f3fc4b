import {doubtful, type Finding, failed, skipped, well} from './doctor.ts';
import {type Advice, advice} from './explanation.ts';
import {safeText} from './server-text.ts';

/** What stands at a path, without a look into it. */
export type PathFacts = {
	readonly path: string;
	/** Of a link: what it leads to. */
	readonly kind: 'folder' | 'file' | 'other' | 'absent';
	readonly isLink: boolean;
	/** Permission bits; undefined where they mean nothing. */
	readonly mode: number | undefined;
	/** Whose it is; `unknown` where users mean nothing. */
	readonly owner: 'us' | 'root' | 'another' | 'unknown';
};

/** One of the two folders. */
export type FolderFacts = {
	readonly itself: PathFacts;
	/** All that lies in it, two levels deep; so many at most. */
	readonly entries: readonly PathFacts[];
	/** Why nothing can be written, in words; undefined when it can. Of a folder that is absent: whether it could be made. */
	readonly unwritable: string | undefined;
	/** In bytes; undefined when the system does not tell. */
	readonly free: number | undefined;
};

/** Below this a settings file or a record may not fit. */
const leastFree = 1024 * 1024;

export function folderFinding(id: 'settings-folder' | 'records-folder', facts: FolderFacts): Finding {
	const {itself, unwritable, free} = facts;
	const where = safeText(itself.path, 400);
	const other = id === 'settings-folder' ? 'SVT_CONFIG_DIR' : 'SVT_STATE_DIR';
	const elsewhere = advice(`Or name another folder in ${other}`);
	const bad = (why: string, ...steps: readonly Advice[]) =>
		failed(id, 'machine', `${where} ${why}`, ...steps, elsewhere);
	if (itself.kind !== 'folder' && itself.kind !== 'absent')
		return bad('is no folder', advice('Move away what stands there'));
	if (itself.owner === 'another') return bad('belongs to another user', ...seeing(itself.path));
	if (unwritable !== undefined) return bad(`cannot be written: ${unwritable}`);
	if (free !== undefined && free < leastFree) return bad('is on a disk that is full', advice('Make room'));
	if (itself.kind === 'absent') return well(id, `${where} is made when it is needed`);
	if (isOpen(itself)) {
		return doubtful(id, `${where} can be entered by others (${octal(itself.mode)})`, ...closing([itself]));
	}
	const mode = itself.mode === undefined ? '' : `, for this user alone (${octal(itself.mode)})`;
	return well(id, `${where}${itself.isLink ? ', by a link' : ''}${mode}`);
}

/** What is wrong with what lies in them; at most three of a sort are named. */
export function filesFinding(folders: readonly FolderFacts[]): Finding {
	const entries = folders.flatMap(folder => folder.entries);
	const strangers = entries.filter(({owner}) => owner === 'another');
	// Settings may be a link, as people have them who keep theirs in one place.
	const links = entries.filter(({isLink, path}) => isLink && !/[\\/]config\.json$/.test(path));
	const open = entries.filter(isOpen);
	const others = entries.filter(({kind}) => kind === 'other');
	const problems: ReadonlyArray<readonly [found: readonly PathFacts[], what: string, steps: readonly Advice[]]> = [
		[strangers, 'of another user', seeing(strangers[0]?.path ?? '')],
		[links, 'a link, which is not followed', [advice('Put the file itself there')]],
		[others, 'neither file nor folder', [advice('Move it away')]],
		[open, 'open to others', closing(open)],
	];
	const found = problems.filter(([paths]) => paths.length > 0);
	if (found.length === 0) {
		return entries.length === 0
			? skipped('files', 'there are none yet')
			: well('files', `${entries.length} in the two folders, for this user alone`);
	}
	const detail = found.map(([paths, what]) => `${named(paths)}: ${what}`).join('; ');
	const steps = found.flatMap(([, , advices]) => advices);
	return strangers.length + others.length > 0
		? failed('files', 'machine', detail, ...steps)
		: doubtful('files', detail, ...steps);
}

const isOpen = ({mode, isLink, kind, owner}: PathFacts) =>
	mode !== undefined && (mode & 0o077) !== 0 && !isLink && kind !== 'other' && owner === 'us';

const octal = (mode = 0) => mode.toString(8).padStart(4, '0');

function named(paths: readonly PathFacts[]): string {
	const shown = paths.slice(0, 3).map(({path}) => safeText(path, 200));
	const more = paths.length - shown.length;
	return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

const closing = (paths: readonly PathFacts[]): readonly Advice[] => [
	advice('Close it to others', commandWith('chmod go=', paths.map(({path}) => path).slice(0, 10))),
];

const seeing = (path: string): readonly Advice[] => [
	advice('Run svt-tui as the user whose it is, or take it back', commandWith('ls -ld', [path])),
];

/** None where a path could not be copied as it is shown. */
export function commandWith(command: string, paths: readonly string[]): string | undefined {
	const isPlain = paths.every(path => path !== '' && path.length <= 400 && safeText(path, 400) === path);
	return isPlain ? [command, ...paths.map(quoted)].join(' ') : undefined;
}

const quoted = (path: string) => (/^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`);
