import type {CommandSummary} from './command.ts';

export const trustSummary: CommandSummary = {
	name: 'trust',
	summary: 'say which certificate a profile trusts, accept a new one, or forget it',
	usage: ['trust show [PROFILE]', 'trust accept [PROFILE] [--fingerprint SHA256]', 'trust forget [PROFILE]'],
	options: {
		fingerprint: {type: 'string', value: 'SHA256', help: 'of the certificate to accept: then nobody is asked'},
	},
	words: {least: 0, most: 2},
	examples: [
		{line: 'svt-tui trust show dc1', does: 'tells what dc1 trusts, and whether the appliance shows that now'},
		{line: 'svt-tui trust accept dc1', does: 'shows the old and the new certificate side by side, and asks'},
	],
	load: () => import('./trust.ts'),
};
