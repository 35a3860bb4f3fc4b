import type {MachineFacts} from '../domain/doctor-machine.ts';
import {isAsciiOnly} from './terminal.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What this process knows of itself and of its terminal. */
export function lookAtMachine(environment: Environment): MachineFacts {
	const {platform, arch, versions} = process;
	const streams = (['stdin', 'stdout', 'stderr'] as const).filter(name => process[name].isTTY === true);
	const drawn = [process.stdout, process.stderr].find(({isTTY}) => isTTY === true);
	const multiplexer = (environment.TMUX ?? '') !== '' ? 'tmux' : (environment.STY ?? '') !== '' ? 'screen' : undefined;
	return {
		node: versions.node,
		system: `${platform} ${arch}, OpenSSL ${versions.openssl}`,
		isInspected: process.execArgv.some(option => option.startsWith('--inspect')),
		terminal: {
			streams,
			size: drawn === undefined ? undefined : {columns: drawn.columns, rows: drawn.rows},
			colours: drawn === undefined ? 2 : 2 ** drawn.getColorDepth(environment),
			isAscii: isAsciiOnly(environment),
			name: environment.TERM || undefined,
			multiplexer,
			isNamed: platform !== 'win32',
		},
	};
}
