import {describe, expect, test} from 'vitest';
import {
	commandWith,
	type FolderFacts,
	filesFinding,
	folderFinding,
	type PathFacts,
} from '../../source/domain/doctor-files.ts';
import {foundIn} from '../support/findings.ts';

const path = '/home/ann/.config/svt-tui';
const folder: PathFacts = {path, kind: 'folder', isLink: false, mode: 0o700, owner: 'us'};
const facts: FolderFacts = {itself: folder, entries: [], unwritable: undefined, free: 1e9};
const file = (name: string, more: Partial<PathFacts> = {}): PathFacts => ({
	...folder,
	path: `${path}/${name}`,
	kind: 'file',
	mode: 0o600,
	...more,
});

const elsewhere = 'Or name another folder in SVT_CONFIG_DIR';

describe('a folder', () => {
	test.each<[string, Partial<FolderFacts> | Partial<PathFacts>, readonly string[]]>([
		['that is well', {}, ['ok', `${path}, for this user alone (0700)`]],
		['that is reached by a link', {isLink: true}, ['ok', `${path}, by a link, for this user alone (0700)`]],
		['where modes mean nothing', {mode: undefined, owner: 'unknown'}, ['ok', path]],
		['that is not there', {kind: 'absent', mode: undefined}, ['ok', `${path} is made when it is needed`]],
		[
			'that others may enter',
			{mode: 0o755},
			['warn', `${path} can be entered by others (0755)`, `Close it to others: chmod go= ${path}`],
		],
		['that is a file', {kind: 'file'}, ['fail', `${path} is no folder`, 'Move away what stands there', elsewhere]],
		[
			"that is another user's",
			{owner: 'another'},
			[
				'fail',
				`${path} belongs to another user`,
				`Run svt-tui as the user whose it is, or take it back: ls -ld ${path}`,
				elsewhere,
			],
		],
		['of root', {owner: 'root'}, ['ok', `${path}, for this user alone (0700)`]],
		[
			'on a disk that is read-only',
			{unwritable: 'the disk is mounted read-only'},
			['fail', `${path} cannot be written: the disk is mounted read-only`, elsewhere],
		],
		[
			'that could not be made',
			{kind: 'absent', unwritable: 'this user may not'},
			['fail', `${path} cannot be written: this user may not`, elsewhere],
		],
		['on a disk that is full', {free: 4096}, ['fail', `${path} is on a disk that is full`, 'Make room', elsewhere]],
		['on a disk that does not tell', {free: undefined}, ['ok', `${path}, for this user alone (0700)`]],
	])('%s', (_what, more, found) => {
		const {itself, ...rest} = {...facts, ...more};
		expect(foundIn(folderFinding('settings-folder', {...rest, itself: {...itself, ...more}}))).toEqual(found);
	});

	test('of records is named by another variable, and its failure is of the machine', () => {
		const finding = folderFinding('records-folder', {...facts, unwritable: 'this user may not'});
		expect(finding.advice.at(-1)?.text).toBe('Or name another folder in SVT_STATE_DIR');
		expect(finding.failure).toBe('machine');
	});
});

describe('what lies in the folders', () => {
	const files = (...entries: readonly PathFacts[]) => foundIn(filesFinding([{...facts, entries}]));

	test('nothing, or all well', () => {
		expect(files()).toEqual(['skipped', 'there are none yet']);
		expect(files(file('config.json'), file('sessions', {kind: 'folder', mode: 0o700}))).toEqual([
			'ok',
			'2 in the two folders, for this user alone',
		]);
	});

	test('files that others may read, of which three are named', () => {
		const open = ['a', 'b', 'c', 'd'].map(name => file(name, {mode: 0o644}));
		const paths = ['a', 'b', 'c', 'd'].map(name => `${path}/${name}`);
		expect(files(...open)).toEqual([
			'warn',
			`${paths.slice(0, 3).join(', ')} and 1 more: open to others`,
			`Close it to others: chmod go= ${paths.join(' ')}`,
		]);
	});

	test('links are not followed, but for the settings', () => {
		const link = {isLink: true, mode: 0o644};
		expect(files(file('config.json', link))).toEqual(['ok', '1 in the two folders, for this user alone']);
		expect(files(file('events.jsonl', link))).toEqual([
			'warn',
			`${path}/events.jsonl: a link, which is not followed`,
			'Put the file itself there',
		]);
	});

	test('files of others, and what is no file, keep svt-tui from working', () => {
		expect(files(file('config.json', {owner: 'another', mode: 0o644}), file('x', {kind: 'other'}))).toEqual([
			'fail',
			`${path}/config.json: of another user; ${path}/x: neither file nor folder`,
			`Run svt-tui as the user whose it is, or take it back: ls -ld ${path}/config.json`,
			'Move it away',
		]);
	});
});

test('a command is given only for paths that can be copied', () => {
	expect(commandWith('rm', ['/a b', "/it's"])).toBe(`rm '/a b' '/it'\\''s'`);
	expect(commandWith('rm', ['/a\u001b[2J'])).toBeUndefined();
	expect(commandWith('rm', [''])).toBeUndefined();
	expect(commandWith('rm', ['/-rf; ls $(x) `y`'])).toBe("rm '/-rf; ls $(x) `y`'");
});
