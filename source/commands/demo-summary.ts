import type {CommandSummary} from './command.ts';

export const demoSummary: CommandSummary = {
	name: 'demo',
	summary: 'try the screen, with two appliances of its own whose sessions end soon',
	usage: ['demo'],
	options: {},
	words: {least: 0, most: 0},
	examples: [{line: 'svt-tui demo', does: 'starts signed in; the keys 1 to 5 make trouble'}],
	load: () => import('./demo.ts'),
};
