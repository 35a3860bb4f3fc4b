import type {CommandSummary} from './command.ts';

export const loginSummary: CommandSummary = {
	name: 'login',
	summary: 'sign in, and on a terminal go on to the session',
	usage: [
		'login [HOST|PROFILE] [--username USER | --emergency] [--profile NAME]',
		'login HOST --username USER --password-stdin [--fingerprint SHA256 | --ca-file FILE] < FILE',
	],
	options: {
		username: {type: 'string', value: 'USER', help: 'such as administrator@vsphere.local or DOMAIN\\user'},
		emergency: {type: 'boolean', help: "sign in as the appliance's own user svtcli, when vCenter is down"},
		'password-stdin': {type: 'boolean', help: 'read the password from stdin, and ask nobody'},
		'no-save': {type: 'boolean', help: 'do not store the password'},
		fingerprint: {type: 'string', value: 'SHA256', help: 'trust the certificate with this fingerprint, and no other'},
		'ca-file': {type: 'string', value: 'FILE', help: 'trust what the authorities in this PEM file signed'},
		proxy: {
			type: 'string',
			value: 'URL|env|none',
			help: 'go through this HTTP proxy, the one that HTTPS_PROXY names, or none from now on',
		},
		'keep-alive': {type: 'boolean', help: 'keep this session alive whenever svt-tui shows it'},
		renew: {type: 'string', value: 'ask|auto', help: 'after 24 hours ask a person, or sign in again by itself'},
		'idle-limit': {type: 'string', value: 'D', help: "the appliance's idle limit, where it is not 10m"},
		storage: {
			type: 'string',
			value: 'KIND',
			help: 'where token and password are kept: keychain, file (encrypted, under a passphrase), memory or helper',
		},
		helper: {
			type: 'string',
			value: 'WORD',
			multiple: true,
			help: 'the program that keeps them from now on, and again for each of its arguments (see docs/storage.md)',
		},
	},
	words: {least: 0, most: 1},
	examples: [
		{line: 'svt-tui login 10.1.1.16', does: 'asks for what it needs, and shows the session'},
		{line: 'svt-tui login 10.1.1.16 --profile dc1', does: 'keeps it as the profile dc1'},
		{line: 'svt-tui login dc1 --no-input', does: 'signs in with the stored password'},
		{
			line: 'svt-tui login 10.1.1.16 --storage file',
			does: 'keeps both in a file under a passphrase, which it asks for',
		},
		{
			line: 'svt-tui login 10.1.1.16 --proxy http://proxy.example.com:3128',
			does: 'goes through this proxy, from now on',
		},
	],
	load: () => import('./login.ts'),
};
