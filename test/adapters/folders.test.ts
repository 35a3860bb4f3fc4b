import {describe, expect, test} from 'vitest';
import {findFolders, type Machine} from '../../source/adapters/folders.ts';

const linux: Machine = {platform: 'linux', home: () => '/home/ada', current: () => '/srv/team'};
const mac: Machine = {platform: 'darwin', home: () => '/Users/ada', current: () => '/srv/team'};
const windows: Machine = {platform: 'win32', home: () => 'C:\\Users\\ada', current: () => 'D:\\work'};

const nowhere = () => {
	throw new Error('ENOENT: no such file or directory, uv_os_homedir');
};

describe('settings and state lie', () => {
	test.each([
		['in the home folder', {}, linux, '/home/ada/.config/svt-tui', '/home/ada/.local/state/svt-tui'],
		['where HOME says', {HOME: '/other'}, linux, '/other/.config/svt-tui', '/other/.local/state/svt-tui'],
		['elsewhere for an empty HOME', {HOME: ''}, linux, '/home/ada/.config/svt-tui', '/home/ada/.local/state/svt-tui'],
		['where XDG says', {XDG_CONFIG_HOME: '/c', XDG_STATE_HOME: '/s'}, linux, '/c/svt-tui', '/s/svt-tui'],
		[
			'not where a relative XDG path says',
			{XDG_CONFIG_HOME: 'c', XDG_STATE_HOME: '../s'},
			linux,
			'/home/ada/.config/svt-tui',
			'/home/ada/.local/state/svt-tui',
		],
		[
			'where we are told, and nothing is put behind it',
			{SVT_CONFIG_DIR: '/etc/../opt/c/', SVT_STATE_DIR: '/opt/s', XDG_CONFIG_HOME: '/c', XDG_STATE_HOME: '/s'},
			linux,
			'/opt/c',
			'/opt/s',
		],
		[
			'as a shell would understand a relative path',
			{SVT_CONFIG_DIR: './c', SVT_STATE_DIR: '../s'},
			linux,
			'/srv/team/c',
			'/srv/s',
		],
		[
			'as usual for empty names',
			{SVT_CONFIG_DIR: '', XDG_STATE_HOME: '', XDG_CONFIG_HOME: '/c'},
			linux,
			'/c/svt-tui',
			'/home/ada/.local/state/svt-tui',
		],
		[
			'in the library of a Mac',
			{},
			mac,
			'/Users/ada/Library/Application Support/svt-tui',
			'/Users/ada/Library/Application Support/svt-tui/state',
		],
		['where XDG says on a Mac too', {XDG_CONFIG_HOME: '/c', XDG_STATE_HOME: '/s'}, mac, '/c/svt-tui', '/s/svt-tui'],
		[
			'in the application data of Windows',
			{APPDATA: 'E:\\roaming', LOCALAPPDATA: 'E:\\local'},
			windows,
			'E:\\roaming\\svt-tui\\Config',
			'E:\\local\\svt-tui\\State',
		],
		[
			'in the home folder of Windows when nothing is said',
			{HOME: '/msys/home'},
			windows,
			'C:\\Users\\ada\\AppData\\Roaming\\svt-tui\\Config',
			'C:\\Users\\ada\\AppData\\Local\\svt-tui\\State',
		],
		['on Windows where we are told', {SVT_CONFIG_DIR: 'c', SVT_STATE_DIR: 'C:/s'}, windows, 'D:\\work\\c', 'C:\\s'],
	])('%s', (_where, environment, machine, configuration, state) => {
		expect(findFolders(environment, machine)).toEqual({ok: true, value: {configuration, state}});
	});

	test('where we are told, even for a user without a home', () => {
		expect(
			findFolders({SVT_CONFIG_DIR: '/c', SVT_STATE_DIR: '/s'}, {...linux, home: nowhere, current: nowhere}),
		).toEqual({
			ok: true,
			value: {configuration: '/c', state: '/s'},
		});
	});
});

describe('a person is told what to do', () => {
	test('without a home', () => {
		expect(findFolders({}, {...linux, home: nowhere})).toEqual({
			ok: false,
			failure: {
				kind: 'unreadable',
				path: '',
				text: 'this user has no home folder; name a folder in SVT_CONFIG_DIR',
			},
		});
		expect(findFolders({SVT_CONFIG_DIR: '/c'}, {...linux, home: () => ''})).toMatchObject({
			ok: false,
			failure: {text: 'this user has no home folder; name a folder in SVT_STATE_DIR'},
		});
	});

	test('in a folder that was removed', () => {
		expect(findFolders({SVT_CONFIG_DIR: 'c\u001b[31m'}, {...linux, current: nowhere})).toEqual({
			ok: false,
			failure: {
				kind: 'unreadable',
				path: 'c\u001b[31m',
				text: 'SVT_CONFIG_DIR is c\\u{1b}[31m, but the current folder is gone; name a folder from the root on',
			},
		});
	});
});
