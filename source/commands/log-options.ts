import type {Uuid} from '../domain/auth-log.ts';
import {failure, type Outcome, success} from '../domain/outcome.ts';
import type {Invocation} from './command.ts';
import {hasOption, textOption} from './option-values.ts';

export type LogOptions = {
	readonly path: string;
	readonly follow: 'once' | 'follow';
	/** Which token's story; undefined for those of all. */
	readonly token: TokenPrefix | undefined;
	readonly sessions: 'newest' | 'all';
	readonly form: 'text' | 'json';
};

type TokenPrefix = {
	/** As it was typed. */
	readonly text: string;
	readonly names: (fingerprint: string, token: Uuid) => boolean;
};

/**
 * A token is named by its fingerprint, as all of svt-tui shows it, or by its beginning, as somebody has it who looks at the log. Not
 * by all of it: what stands on a command line is in the history of the shell and in everybody's list of processes. Eight characters
 * leave 90 random bits of it unsaid.
 */
export function readLogOptions(
	invocation: Invocation,
): Outcome<LogOptions, readonly [error: string, ...hints: string[]]> {
	const token = readToken(textOption(invocation, 'token'));
	if (!token.ok) return token;
	return success({
		path: invocation.words[0] ?? '-',
		follow: hasOption(invocation, 'follow') ? 'follow' : 'once',
		token: token.value,
		sessions: hasOption(invocation, 'all') ? 'all' : 'newest',
		form: hasOption(invocation, 'json') ? 'json' : 'text',
	});
}

function readToken(typed: string | undefined): Outcome<TokenPrefix | undefined, readonly [string, ...string[]]> {
	if (typed === undefined) return success(undefined);
	const text = typed.toLowerCase();
	if (typed.length > 8)
		return failure([
			'--token: a whole token does not belong on the command line: others can read it there',
			'its first 8 characters are enough, or its fingerprint',
		]);
	if (!/^[0-9a-f]{4,8}$/.test(text))
		return failure([
			'--token is a fingerprint such as a3f9, or the first 4 to 8 characters of a token, which are 0-9 and a-f',
		]);
	return success({text, names: (fingerprint, token) => fingerprint === text || token.startsWith(text)});
}
