import type {OptionSpec} from './command.ts';

/** What every command takes. */
export const globalOptions: Readonly<Record<string, OptionSpec>> = {
	profile: {type: 'string', short: 'p', value: 'NAME', help: 'the profile, also one that is named like a command'},
	'no-input': {type: 'boolean', help: 'ask nobody and open no screen: fail where a person would be asked'},
	color: {type: 'string', value: 'WHEN', help: 'colours: auto, always or never'},
	verbose: {type: 'boolean', help: 'should svt-tui fail unexpectedly, show where'},
	help: {type: 'boolean', short: 'h', help: 'this help'},
	version: {type: 'boolean', short: 'V', help: 'the version'},
};
