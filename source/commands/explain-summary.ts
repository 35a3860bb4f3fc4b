import type {CommandSummary} from './command.ts';

export const explainSummary: CommandSummary = {
	name: 'explain',
	summary: 'say what a refusal of the appliance means, and what to do',
	usage: ['explain [FILE|-] [--status N] [--json]'],
	options: {
		status: {type: 'string', value: 'N', help: "the answer's HTTP status, where the text does not say it"},
		json: {type: 'boolean', help: 'print it as JSON (schema svt-tui/error/v1), or null when it is no refusal'},
	},
	words: {least: 0, most: 1},
	examples: [
		{line: 'svt-tui explain answer.json', does: 'explains an answer that was saved'},
		{line: 'curl -i … | svt-tui explain', does: 'explains what curl got'},
		{line: 'curl -v … 2>&1 | svt-tui explain -p dc1', does: 'says also whether the token is the one that dc1 uses'},
		{line: 'svt-tui explain hosts.har --json', does: "explains the last refusal in a browser's export, for a script"},
		{line: 'svt-tui explain --status 401 < /dev/null', does: 'explains an answer without a body'},
	],
	load: () => import('./explain.ts'),
};
