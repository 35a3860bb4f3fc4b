import type {CommandSummary} from './command.ts';

export const simulateSummary: CommandSummary = {
	name: 'simulate',
	summary: 'run an appliance to try things on, on this machine only',
	usage: [
		'simulate [--port P] [--http] [--speed N] [--idle D] [--absolute D] [--reuse|--fresh]',
		'simulate [--shape old|new] [--user NAME] [--hosts N] [--fault F]… [--log FILE] [--json]',
	],
	options: {
		port: {type: 'string', value: 'P', help: 'the port to listen on; any free one unless told'},
		http: {type: 'boolean', help: 'plain HTTP, without a certificate'},
		speed: {type: 'string', value: 'N', help: "how many times as fast the appliance's clock runs, 0.1 to 10000"},
		idle: {type: 'string', value: 'D', help: 'the idle limit; 10m unless told'},
		absolute: {type: 'string', value: 'D', help: 'the absolute limit; 24h unless told'},
		reuse: {type: 'boolean', help: 'a sign-in gets the living token again, which is standard'},
		fresh: {type: 'boolean', help: 'each sign-in gets a token of its own'},
		shape: {type: 'string', value: 'old|new', help: 'refusals as of 2016 or as of 2022, which is standard'},
		user: {type: 'string', value: 'NAME', help: 'the user; administrator@vsphere.local unless told'},
		hosts: {type: 'string', value: 'N', help: 'hosts in the federation; 4 unless told'},
		fault: {
			type: 'string',
			value: 'F',
			multiple: true,
			help: 'what goes wrong, such as status=503,times=3; type help while it runs for more',
		},
		log: {type: 'string', value: 'FILE', help: 'append svt-rest-api.log to this file'},
		json: {type: 'boolean', help: 'a JSON object a line: the address first, then each request'},
	},
	words: {least: 0, most: 0},
	examples: [
		{line: 'svt-tui simulate', does: 'runs one and says how to sign in; type help for what it can be told'},
		{line: 'svt-tui simulate < /dev/null &', does: 'runs one in the background'},
		{line: 'svt-tui simulate --idle 20s --absolute 5m', does: 'lets sessions end soon'},
		{line: 'svt-tui simulate --fault path=/api/hosts,status=503,every=3', does: 'refuses each third tickle'},
	],
	load: () => import('./simulate.ts'),
};
