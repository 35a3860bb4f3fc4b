import {onTestFinished} from 'vitest';
import {createSystemClock} from '../../source/adapters/system-clock.ts';
import {run} from '../../source/commands/simulate.ts';
import {tryCommand} from '../support/try-command.ts';

type Options = NonNullable<Parameters<typeof tryCommand>[1]>;

export const ports = {clock: createSystemClock(), random: {sample: () => 0.5}};

/** What is typed into a simulator that runs. */
function createKeyboard() {
	const typed: string[] = [];
	let wake = () => {};
	let isClosed = false;
	async function* lines() {
		for (;;) {
			for (let line = typed.shift(); line !== undefined; line = typed.shift()) yield line;
			if (isClosed) return;
			await new Promise<void>(resolve => {
				wake = resolve;
			});
		}
	}
	return {
		lines: lines(),
		type(line: string) {
			typed.push(line);
			wake();
		},
		close() {
			isClosed = true;
			wake();
		},
	};
}

/** Runs the command until the test ends it. */
export function simulate(options: Options['options'] = {}) {
	const keyboard = createKeyboard();
	const stopping = new AbortController();
	const listeners = new Set<() => void>();
	const said = {stdout: '', stderr: ''};
	const hear = (stream: 'stdout' | 'stderr') => (text: string) => {
		said[stream] = text;
		for (const listener of listeners) listener();
	};
	const ended = tryCommand(run, {
		options,
		ports,
		lines: keyboard.lines,
		stop: stopping.signal,
		onData: hear('stdout'),
		onTalk: hear('stderr'),
	});
	onTestFinished(async () => {
		stopping.abort('SIGTERM');
		await ended;
	});
	return {
		ended,
		stop: () => stopping.abort('SIGTERM'),
		closeInput: keyboard.close,
		said,
		heard: (stream: 'stdout' | 'stderr', pattern: RegExp) =>
			new Promise<string>(resolve => {
				const look = () => {
					const match = pattern.exec(said[stream]);
					if (match === null) return;
					listeners.delete(look);
					resolve(match[1] ?? match[0]);
				};
				listeners.add(look);
				look();
			}),
		/** Types a line, and gives back what is answered to it. */
		async told(line: string): Promise<string> {
			const before = said.stderr.length;
			keyboard.type(line);
			return await new Promise(resolve => {
				const look = () => {
					if (said.stderr.length === before) return;
					listeners.delete(look);
					resolve(said.stderr.slice(before).trimEnd());
				};
				listeners.add(look);
				look();
			});
		},
	};
}

export const userName = 'administrator@vsphere.local';
export const user = {username: userName, password: 'simplivity-demo'};
