import {basename} from 'node:path';
import {failure, type Outcome, success} from '../domain/outcome.ts';
import type {SecretName} from '../domain/profile.ts';
import {fieldsOf, parseJson} from '../domain/reader.ts';
import {Secret} from '../domain/secret.ts';
import {safeText} from '../domain/server-text.ts';
import type {Helper} from '../domain/settings.ts';
import {type Duration, seconds} from '../domain/time.ts';
import type {Clock, SecretStore, SecretStoreFailure} from '../ports.ts';
import {type HelperEnd, runHelper} from './helper-process.ts';
import {helperProblem} from './helper-program.ts';
import {accountOf, nameProblem, secretProblem} from './suitable-secret.ts';
import {createTurns} from './turns.ts';

type Options = {
	readonly clock: Clock;
	readonly environment: Readonly<Record<string, string | undefined>>;
	/** The program that the settings name, asked for each time; undefined where there is none. */
	readonly helper: () => Promise<Helper | undefined>;
	/** For one call; 30 seconds unless told. */
	readonly limit?: Duration;
};

type Failed<Value> = Outcome<Value, SecretStoreFailure>;
type Action = 'get' | 'set' | 'delete';

/**
 * A program of the user's own that keeps secrets, for `pass`, 1Password and the like. Each call runs it once: it reads one JSON object
 * from stdin, `{action, service, account, kind, username, origin}` and for `set` the `secret`, and ends with 0. On `get` it writes one
 * to stdout: `{"secret": …}`, or `{}` for what it does not have. Ending otherwise it has failed, and says why on stderr.
 */
export function createHelperSecrets({clock, environment, helper, limit = seconds(30)}: Options): SecretStore {
	const turns = createTurns({clock, limit, late: tooSlow, cancelled});

	/** What it wrote to stdout. */
	async function call(action: Action, name: SecretName, ending: AbortSignal, secret?: Secret): Promise<Failed<string>> {
		const command = await helper();
		if (command === undefined) return failure(noHelper);
		const [program] = command;
		const problem = await helperProblem(program);
		if (problem !== undefined) return failure(notUsable(program, problem));
		const {holds: kind, username, origin} = name;
		const asked = {action, service: 'svt-tui', account: accountOf(name), kind, username, origin};
		const input = `${JSON.stringify(secret === undefined ? asked : {...asked, secret: secret.reveal()})}\n`;
		const end = await runHelper(command, {input, environment, ending});
		return end.type === 'ended' && end.code === 0 ? success(end.stdout) : failure(failureOf(program, end, secret));
	}

	return {
		kind: 'helper',
		async read(name, signal) {
			const problem = nameProblem(name);
			if (problem !== undefined) return failure(problem);
			return turns.take<Secret | undefined>(signal, async ending => {
				const said = await call('get', name, ending);
				return said.ok ? secretIn(said.value) : said;
			});
		},
		async write(name, secret, signal) {
			const problem = nameProblem(name) ?? secretProblem(secret);
			if (problem !== undefined) return failure(problem);
			return turns.take<void>(signal, async ending => {
				const said = await call('set', name, ending, secret);
				return said.ok ? success(undefined) : said;
			});
		},
		async remove(name, signal) {
			const problem = nameProblem(name);
			if (problem !== undefined) return failure(problem);
			return turns.take<void>(signal, async ending => {
				const said = await call('delete', name, ending);
				return said.ok ? success(undefined) : said;
			});
		},
		/** Whether it can be started; what it says only a call can tell. */
		async check() {
			const command = await helper();
			if (command === undefined) return failure(noHelper);
			const problem = await helperProblem(command[0]);
			return problem === undefined ? success(undefined) : failure(notUsable(command[0], problem));
		},
		close: turns.cancelAll,
	};
}

function secretIn(stdout: string): Failed<Secret | undefined> {
	const fields = fieldsOf(parseJson(stdout));
	if (fields === undefined) return failure(noAnswer);
	const {secret} = fields;
	if (secret === undefined) return success(undefined);
	return typeof secret === 'string' && secret !== '' ? success(new Secret(secret)) : failure(noAnswer);
}

function failureOf(program: string, end: HelperEnd, secret: Secret | undefined): SecretStoreFailure {
	switch (end.type) {
		case 'cancelled':
			return cancelled;
		case 'too-much':
			return refused('the helper wrote more than 64 KiB: that is no secret');
		case 'not-started':
			return notUsable(program, `does not start (${safeText(end.code, 40)})`);
		case 'ended': {
			const [line = ''] = end.stderr.trim().split('\n').slice(-1);
			const said = repeats(line, secret) ? '' : safeText(line, 120);
			const how = end.code === undefined ? 'was killed' : `failed with exit code ${end.code}`;
			return refused(`the helper ${nameOf(program)} ${how}${said === '' ? '' : `, and says "${said}"`}: try again`);
		}
	}
}

/** Whether the secret stands in it, as it is or as it was written on stdin. */
const repeats = (line: string, secret: Secret | undefined) =>
	secret !== undefined &&
	[secret.reveal(), JSON.stringify(secret.reveal()).slice(1, -1)].some(form => line.includes(form));

const nameOf = (program: string) => safeText(basename(program), 60);

const refused = (text: string): SecretStoreFailure => ({kind: 'refused', text});

const notUsable = (program: string, problem: string): SecretStoreFailure => ({
	kind: 'not-loadable',
	text: `the helper ${safeText(program, 200)} ${problem}`,
});

const noHelper: SecretStoreFailure = {
	kind: 'no-service',
	text: 'no helper is set: name its program with svt-tui login --helper PROGRAM',
};
const noAnswer = refused('the helper answered with no JSON object such as {"secret":"…"} or {}: see docs/storage.md');
const cancelled: SecretStoreFailure = {kind: 'cancelled', text: 'the helper was not waited for: try again'};
const tooSlow: SecretStoreFailure = {
	kind: 'unresponsive',
	text: 'the helper did not end in 30 seconds, and was killed: look whether it waits for somebody',
};
