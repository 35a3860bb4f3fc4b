import type {CommandSummary} from './command.ts';

export const logSummary: CommandSummary = {
	name: 'log',
	summary: "tell the sessions in an appliance's svt-rest-api.log",
	usage: ['log FILE|- [--follow] [--token PREFIX] [--all] [--json]'],
	options: {
		follow: {type: 'boolean', help: 'go on as the log grows, also when it is rotated'},
		token: {
			type: 'string',
			value: 'PREFIX',
			help: "one token's story: its fingerprint, or its first 4 to 8 characters",
		},
		all: {type: 'boolean', help: 'every session, not the newest 20'},
		json: {type: 'boolean', help: 'a JSON object a line, each session as it ends (schema svt-tui/log/v1)'},
	},
	words: {least: 1, most: 1},
	examples: [
		{line: 'svt-tui log svt-rest-api.log', does: 'tells who had which session, and how it ended'},
		{
			line: 'svt-tui log svt-rest-api.log.1.gz --token a3f9',
			does: 'tells the story of the token with this fingerprint',
		},
		{
			line: 'ssh … tail -F svt-rest-api.log | svt-tui log - --json',
			does: 'tells sessions of a log elsewhere as they end',
		},
	],
	load: () => import('./log.ts'),
};
