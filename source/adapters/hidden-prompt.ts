import {closeSync, openSync, writeSync} from 'node:fs';
import {ReadStream} from 'node:tty';
import {failure, type Outcome, success} from '../domain/outcome.ts';
import {Secret} from '../domain/secret.ts';
import {suspend} from './terminal.ts';

/** Somebody to ask: the terminal that this program was started from, whatever stdin and stdout are. */
export type Asker = {
	/**
	 * What was typed, of which nothing shows. `given-up` also when `signal` is aborted or the terminal is closed; `not-ours` in the
	 * background, where the terminal listens to others.
	 */
	ask(question: string, signal: AbortSignal): Promise<Outcome<Secret, Unasked>>;
	close(): void;
};

export type Unasked = 'given-up' | 'not-ours';

/** Undefined where there is no terminal. */
export function openAsker(): Asker | undefined {
	const terminal = openTerminal();
	if (terminal === undefined) return undefined;
	const {input, write, close} = terminal;

	return {
		ask(question, signal) {
			return new Promise(resolve => {
				// Without an echo, and Ctrl-C comes as a key.
				if (!isRaw(input)) return resolve(failure('not-ours'));
				const line = createHiddenLine();
				let hasEnded = false;
				const end = (outcome: Outcome<Secret, Unasked>) => {
					hasEnded = true;
					input.off('data', take).off('end', giveUp).off('error', giveUp).pause();
					signal.removeEventListener('abort', giveUp);
					line.forget();
					restore(input);
					write('\n');
					resolve(outcome);
				};
				const giveUp = () => end(failure('given-up'));
				const take = (chunk: Buffer | string) => {
					const came = line.take(chunk.toString());
					if (came === 'given-up') giveUp();
					else if (came === 'put-aside') void goAway();
					else if (came === 'entered') end(success(line.secret()));
				};
				/** The shell gets the terminal as it was. Half a passphrase does not lie about meanwhile: it is asked for anew. */
				const goAway = async () => {
					input.off('data', take).pause();
					line.forget();
					restore(input);
					write('\n');
					await suspend();
					if (hasEnded) return;
					if (!isRaw(input)) return end(failure('not-ours'));
					write(question);
					input.on('data', take).resume();
				};
				write(question);
				input.on('data', take).on('end', giveUp).on('error', giveUp).resume();
				signal.addEventListener('abort', giveUp);
				if (signal.aborted) giveUp();
			});
		},
		close,
	};
}

function restore(input: ReadStream): void {
	try {
		input.setRawMode(false);
	} catch {
		// The terminal is gone.
	}
}

function isRaw(input: ReadStream): boolean {
	try {
		input.setRawMode(true);
		return true;
	} catch {
		return false;
	}
}

function openTerminal() {
	try {
		if (process.platform === 'win32') throw new Error('there is none of that name');
		const output = openSync('/dev/tty', 'r+');
		const input = new ReadStream(openSync('/dev/tty', 'r+'));
		return {
			input,
			write: (text: string) => void writeSync(output, text),
			close() {
				input.destroy();
				closeSync(output);
			},
		};
	} catch {
		// Windows, or a session without a terminal of its own, whose stdin may be one all the same.
		if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined;
		return {
			input: process.stdin,
			write: (text: string) => void process.stderr.write(text),
			close: () => void process.stdin.unref(),
		};
	}
}

const mostCharacters = 1024;

type Came = 'entered' | 'given-up' | 'put-aside' | undefined;

/** A line as it is typed. */
function createHiddenLine() {
	let typed: readonly string[] = [];

	function takeKey(key: string): Came {
		if (key === '\r' || key === '\n') return 'entered';
		if (key === '\u0003' || key === '\u0004') return 'given-up';
		if (key === '\u001a' && process.platform !== 'win32') return 'put-aside';
		if (key === '\u007f' || key === '\b') typed = typed.slice(0, -1);
		else if (key === '\u0015') typed = [];
		else if (!/\p{Cc}/u.test(key) && typed.length < mostCharacters) typed = [...typed, key];
		return undefined;
	}

	return {
		take(keys: string): Came {
			// Arrows and the like come whole.
			for (const key of keys.replace(/\u001b(\[[0-9;~]*.|O.)/g, '')) {
				const came = key === '\u001b' ? 'given-up' : takeKey(key);
				if (came !== undefined) return came;
			}
			return undefined;
		},
		secret: () => new Secret(typed.join('')),
		forget: () => {
			typed = [];
		},
	};
}
