import type {CommandSummary} from './command.ts';

export const doctorSummary: CommandSummary = {
	name: 'doctor',
	summary: 'look for what is wrong: on this machine, and on the way to the appliances',
	usage: ['doctor [PROFILE|HOST…] [--json]'],
	options: {json: {type: 'boolean', help: 'print it as JSON (schema svt-tui/doctor/v1)'}},
	holdsNoSecret: true,
	words: {least: 0, most: Number.POSITIVE_INFINITY},
	examples: [
		{line: 'svt-tui doctor', does: 'looks at this machine and at all profiles'},
		{line: 'svt-tui doctor dc1', does: 'looks at this machine and at dc1'},
		{line: 'svt-tui doctor 10.1.1.16', does: 'tries the way to an appliance before the first sign-in'},
	],
	load: () => import('./doctor.ts'),
};
