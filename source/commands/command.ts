import type {Surroundings} from '../doctor-port.ts';
import type {Outcome} from '../domain/outcome.ts';
import type {Secret} from '../domain/secret.ts';
import type {OpenScreen} from '../engine/screen-input.ts';
import type {SessionPorts} from '../engine/session-ports.ts';
import type {LogFile} from '../ports.ts';
import type {Output} from './output.ts';

/** One option as the command line and the help know it. */
export type OptionSpec = {
	readonly type: 'string' | 'boolean';
	readonly short?: string;
	/** May be given several times. */
	readonly multiple?: boolean;
	/** What stands for the value in the help, such as `NAME`. */
	readonly value?: string;
	readonly help: string;
};

/** A command as data: neither parsing nor help loads what it runs. */
export type CommandSummary = {
	readonly name: string;
	/** One line of the overview. */
	readonly summary: string;
	/** Such as `login [HOST|PROFILE]`. */
	readonly usage: readonly string[];
	readonly options: Readonly<Record<string, OptionSpec>>;
	/** How many words without a dash it takes. */
	readonly words: {readonly least: number; readonly most: number};
	/** Where no secret passes through, it may run under the eyes of others too, such as a debugger. */
	readonly holdsNoSecret?: true;
	/** Shown by `svt-tui COMMAND --help`, with what it does. */
	readonly examples: ReadonlyArray<{readonly line: string; readonly does: string}>;
	readonly load: () => Promise<{readonly run: RunCommand}>;
};

export type Invocation = {
	readonly words: readonly string[];
	readonly options: Readonly<Record<string, string | boolean | readonly string[] | undefined>>;
};

/** Resolves with the exit code. */
export type RunCommand = (invocation: Invocation, context: CommandContext) => Promise<number>;

/** All that a command knows of the world. */
export type CommandContext = {
	readonly ports: CommandPorts;
	readonly output: Output;
	readonly input: CommandInput;
	readonly environment: Readonly<Record<string, string | undefined>>;
	readonly version: string;
	/** Aborted by a signal; its `reason` is the signal's name, such as `SIGTERM`. */
	readonly stop: AbortSignal;
	readonly openScreen: OpenScreen;
	/** For a program that is to run for long: all that it may need some day. */
	readonly loadAhead: () => Promise<void>;
};

/** Nothing is loaded or started before it is first asked for something. */
export type CommandPorts = SessionPorts & {
	/** Whether there is a process of this number. */
	readonly isRunning: (processId: number) => boolean;
	readonly logFile: LogFile;
	readonly surroundings: Surroundings;
	/** The whole path of a program that a person named; the failure goes on from its name. */
	readonly findHelperProgram: (word: string) => Promise<Outcome<string, string>>;
};

export type CommandInput = {
	/** Whether a person sits there: stdin, stdout and stderr are terminals that can be drawn on (`TERM` is not `dumb`). */
	readonly isInteractive: boolean;
	readonly isTerminal: {readonly stdin: boolean; readonly stdout: boolean; readonly stderr: boolean};
	/** What a drawing on stdout may take: columns, and whether only ASCII can be seen. */
	readonly canvas: () => {readonly columns: number; readonly isAscii: boolean};
	/** The first line of stdin, without its line break; words when there is none in time, or what is there is no password. */
	readonly readPassword: () => Promise<Outcome<Secret, string>>;
	/** The lines of stdin as they come, each cut at 4096 characters; ends when stdin does, and never keeps the program running. */
	readonly lines: () => AsyncIterable<string>;
	/** All of stdin, or of the file, so many bytes at most; words when that fails. */
	readonly readBytes: (
		path: string | '-',
		most: number,
	) => Promise<{readonly bytes: Uint8Array} | {readonly problem: string}>;
	/** The same as text, but of what is longer the beginning, told by `isCut`. */
	readonly readText: (
		path: string | '-',
		most: number,
	) => Promise<{readonly text: string; readonly isCut: boolean} | {readonly problem: string}>;
};
