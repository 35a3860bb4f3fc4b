import type {CommandSummary} from './command.ts';

export const watchSummary: CommandSummary = {
	name: 'watch',
	summary: 'show a session, or all of them, on the screen',
	usage: ['watch [PROFILE] [--keep-alive]'],
	options: {'keep-alive': {type: 'boolean', help: 'keep them alive while they are shown'}},
	words: {least: 0, most: 1},
	examples: [{line: 'svt-tui watch dc1 --keep-alive', does: 'shows dc1 and keeps it alive'}],
	load: () => import('./watch.ts'),
};

export const keepAliveSummary: CommandSummary = {
	name: 'keep-alive',
	summary: 'keep sessions alive without a screen, a line an event',
	usage: ['keep-alive [PROFILE…|--all] [--interval D] [--for D | --until HH:MM] [--renew ask|auto] [--json]'],
	options: {
		all: {type: 'boolean', help: 'all profiles'},
		interval: {type: 'string', value: 'D', help: 'from tickle to tickle; three tenths of the idle limit unless told'},
		for: {type: 'string', value: 'D', help: 'end after so long'},
		until: {type: 'string', value: 'HH:MM', help: 'end at this time'},
		renew: {type: 'string', value: 'ask|auto', help: 'after 24 hours end, or sign in again with the stored password'},
		json: {type: 'boolean', help: 'a JSON object a line (schema svt-tui/event/v1)'},
	},
	words: {least: 0, most: Number.POSITIVE_INFINITY},
	examples: [
		{line: 'svt-tui keep-alive dc1 --until 18:00', does: 'keeps dc1 alive until the evening'},
		{line: 'svt-tui keep-alive --all --renew auto', does: 'keeps all alive, and signs in again when their day is over'},
	],
	load: () => import('./keep-alive.ts'),
};

export const statusSummary: CommandSummary = {
	name: 'status',
	summary: 'say what is known of the sessions, without asking anybody',
	usage: ['status [PROFILE…] [--json | --short] [--check]'],
	options: {
		json: {type: 'boolean', help: 'print it as JSON (schema svt-tui/status/v1)'},
		short: {type: 'boolean', help: 'a line a session, for a prompt or a status bar'},
		check: {type: 'boolean', help: 'exit with 4 unless all of them are active'},
	},
	words: {least: 0, most: Number.POSITIVE_INFINITY},
	examples: [
		{line: 'svt-tui status', does: 'tells all sessions'},
		{line: 'svt-tui status dc1 --check', does: 'tells a script whether dc1 lives'},
	],
	load: () => import('./status.ts'),
};

export const tokenSummary: CommandSummary = {
	name: 'token',
	summary: 'print the token, for a script',
	usage: ['token [PROFILE] [--header | --curl-config] [--min-ttl D] [--show]'],
	options: {
		header: {type: 'boolean', help: 'as an Authorization header'},
		'curl-config': {type: 'boolean', help: 'as a configuration for curl --config, with what the profile trusts'},
		'min-ttl': {type: 'string', value: 'D', help: 'exit with 9 when it lives less long than this'},
		show: {type: 'boolean', help: 'also on a terminal, where it can be seen'},
	},
	words: {least: 0, most: 1},
	examples: [
		{line: 'curl --config <(svt-tui token dc1 --curl-config) https://10.1.1.16/api/hosts', does: 'asks the appliance'},
	],
	load: () => import('./token.ts'),
};

export const logoutSummary: CommandSummary = {
	name: 'logout',
	summary: 'revoke the token, and forget it',
	usage: ['logout [PROFILE | --all] [--forget-password]'],
	options: {
		all: {type: 'boolean', help: 'of all profiles'},
		'forget-password': {type: 'boolean', help: 'remove the stored password as well'},
	},
	words: {least: 0, most: 1},
	examples: [{line: 'svt-tui logout dc1 --forget-password', does: 'leaves no secret of dc1 behind'}],
	load: () => import('./logout.ts'),
};

export const profileSummary: CommandSummary = {
	name: 'profile',
	summary: 'list profiles, remove one, or make one the default',
	usage: ['profile list [--json]', 'profile remove NAME', 'profile default NAME'],
	options: {json: {type: 'boolean', help: 'print the list as JSON (schema svt-tui/profiles/v1)'}},
	words: {least: 0, most: 2},
	examples: [{line: 'svt-tui profile default dc1', does: 'takes dc1 where no profile is named'}],
	load: () => import('./profile.ts'),
};
