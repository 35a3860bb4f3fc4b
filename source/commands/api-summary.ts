import type {CommandSummary} from './command.ts';

export const apiSummary: CommandSummary = {
	name: 'api',
	summary: 'send a request to the appliance, and print its answer',
	usage: ['api [METHOD] PATH [--data TEXT|@FILE|@-] [-H NAME:VALUE]… [--include] [--timeout D]'],
	options: {
		data: {type: 'string', value: 'TEXT', help: 'the body; @FILE takes it from a file, @- from stdin'},
		'send-header': {
			type: 'string',
			short: 'H',
			multiple: true,
			value: 'NAME:VALUE',
			help: 'one more header, or another value for one',
		},
		include: {type: 'boolean', help: 'print status and headers before the body'},
		timeout: {type: 'string', value: 'D', help: 'how long the answer may take; 1m unless told'},
	},
	words: {least: 1, most: 2},
	examples: [
		{line: "svt-tui api '/api/hosts?fields=name,state'", does: 'lists the hosts'},
		{line: 'svt-tui api POST /api/backups/delete --data @backups.json -p dc1', does: 'sends a file to dc1'},
	],
	load: () => import('./api.ts'),
};
