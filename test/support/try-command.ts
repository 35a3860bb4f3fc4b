import type {
	CommandContext,
	CommandInput,
	CommandPorts,
	Invocation,
	RunCommand,
} from '../../source/commands/command.ts';
import {createOutput} from '../../source/commands/output.ts';
import type {OpenScreen} from '../../source/engine/screen-input.ts';
import {createMemoryPendingWipes} from './memory-ports.ts';

type TryOptions = Partial<Invocation> & {
	/** What comes in on stdin. */
	readonly input?: string;
	/** Texts of the files that there are, by path. */
	readonly files?: Readonly<Record<string, string>>;
	/** A person at a terminal; nobody unless told. */
	readonly isTerminal?: boolean;
	readonly lines?: AsyncIterable<string>;
	/** 80 columns unless told. */
	readonly canvas?: {readonly columns: number; readonly isAscii: boolean};
	readonly stop?: AbortSignal;
	readonly environment?: CommandContext['environment'];
	/** Those that the command asks for; another one is a mistake that throws. No secret waits to be removed unless told. */
	readonly ports?: Partial<CommandPorts>;
	readonly openScreen?: OpenScreen;
	/** Told all that stands on stdout so far, whenever there is more. */
	readonly onData?: (stdout: string) => void;
	/** The same of stderr. */
	readonly onTalk?: (stderr: string) => void;
};

/** Runs a command in this process, with what it may know of the world; gives back all that it said. */
export async function tryCommand(run: RunCommand, options: TryOptions = {}) {
	const said = {stdout: '', stderr: ''};
	const output = createOutput({
		stdout(text) {
			said.stdout += typeof text === 'string' ? text : Buffer.from(text).toString();
			options.onData?.(said.stdout);
		},
		stderr(text) {
			said.stderr += text;
			options.onTalk?.(said.stderr);
		},
	});
	const context: CommandContext = {
		ports: nothingBut({pendingWipes: createMemoryPendingWipes(), ...options.ports}),
		output,
		input: inputOf(options),
		environment: options.environment ?? {},
		version: '0.0.0',
		stop: options.stop ?? new AbortController().signal,
		loadAhead: async () => undefined,
		openScreen: options.openScreen ?? (() => Promise.reject(new Error('it opened the screen'))),
	};
	const code = await run({words: options.words ?? [], options: options.options ?? {}}, context);
	return {code, ...said};
}

function inputOf({input = '', files = {}, isTerminal = false, lines, canvas}: TryOptions): CommandInput {
	return {
		isInteractive: isTerminal,
		isTerminal: {stdin: isTerminal, stdout: isTerminal, stderr: isTerminal},
		canvas: () => canvas ?? {columns: 80, isAscii: false},
		readPassword: () => Promise.reject(new Error('it asked for a password')),
		async readText(path) {
			const text = path === '-' ? input : files[path];
			return text === undefined ? {problem: `there is no file ${path}`} : {text, isCut: false};
		},
		async readBytes(path) {
			const text = path === '-' ? input : files[path];
			return text === undefined ? {problem: `there is no file ${path}`} : {bytes: Buffer.from(text)};
		},
		lines: () => lines ?? noLines(),
	};
}

async function* noLines(): AsyncGenerator<string> {}

const nothingBut = (ports: Partial<CommandPorts>) =>
	new Proxy(ports as CommandPorts, {
		get(known, name) {
			const port: unknown = Reflect.get(known, name);
			if (port === undefined) throw new Error(`it asked for ${String(name)}`);
			return port;
		},
	});
