import {mkdirSync} from 'node:fs';
import {onTestFinished} from 'vitest';
import {createSightings, filesBelow, processesAsSeen, tracesOf} from './canary.ts';
import type {Environment} from './private-home.ts';
import {type CliRun, runCli} from './run-cli.ts';
import {runSimulator, simulatedUser} from './running-simulator.ts';
import {startSecretService} from './secret-service.ts';
import {cliPath, startCli} from './start-cli.ts';
import {openTerminal} from './terminal.ts';

/** Written differently by each way of writing it: a form, an address, JSON, a shell. */
export const password = 'canary-5up3r+"%ü\\ 1';
export const wrongPassword = 'mistaken-7yp0+"%ü\\ 2';
/** As tokens may look (RFC 6750). */
const newIds = () => {
	let count = 0;
	return () => {
		count += 1;
		return `feathered-t0ken-${count}/+~.=`;
	};
};
const secrets = [password, wrongPassword, 'feathered-t0ken'];

type SvtOptions = {readonly input?: string; readonly but?: 'nothing' | 'stdout'; readonly env?: Environment};

/** A simulator and a keychain, the program between them, and all that is said and left behind. */
export async function aviary() {
	const lines: string[] = [];
	const users = {[simulatedUser]: password, svtcli: password};
	const running = await runSimulator({users, newId: newIds(), log: line => lines.push(line)});
	const service = await startSecretService();
	onTestFinished(() => service.close());
	const {home} = service;
	const folders = {cwd: home.file('cwd'), tmp: home.file('tmp')};
	for (const folder of Object.values(folders)) mkdirSync(folder);
	const env = {...service.environment, TMPDIR: folders.tmp, TMP: folders.tmp, TEMP: folders.tmp};
	const surroundings = {home, env, cwd: folders.cwd};
	const said: Record<string, string> = {};
	const sightings = createSightings();
	/** What others of this user see now: all that runs, and the files that are left. */
	const look = () => sightings.add({...processesAsSeen(), ...filesBelow(home.path)});
	// Most of it comes and goes: a child that stores a secret, a file until the next command removes it.
	const watch = setInterval(look, pace);
	onTestFinished(() => clearInterval(watch));

	function hear(what: string, text: string): void {
		const name = `${Object.keys(said).length} ${what}`;
		said[name] = text;
	}

	return {
		...running,
		service,
		home,
		surroundings,
		appliancesLog: () => `${lines.join('\n')}\n`,
		login: [...running.loginArgs, '--profile', 'dc1'],
		hear,
		/** Runs it to its end; `but` is what it prints on purpose. */
		async svt(args: readonly string[], {input = '', but = 'nothing', env = {}}: SvtOptions = {}) {
			const run = await runCli(args, {...surroundings, env: {...surroundings.env, ...env}, input});
			look();
			hear(`${args.join(' ')} (stderr)`, run.stderr);
			if (but === 'nothing') hear(`${args.join(' ')} (stdout)`, run.stdout);
			return run;
		},
		start(args: readonly string[]) {
			const program = startCli(args, surroundings);
			onTestFinished(() => program.close());
			void program.exited.then(({stdout, stderr}: CliRun) => hear(args.join(' '), stdout + stderr));
			return program;
		},
		open(args: readonly string[]) {
			const terminal = openTerminal({command: process.execPath, args: [cliPath, ...args], rows: 30, ...surroundings});
			onTestFinished(() => terminal.close());
			void terminal.exited.then(() => {
				hear(`${args.join(' ')} (bytes)`, terminal.output());
				hear(`${args.join(' ')} (buffer)`, [...terminal.history(), ...terminal.screen()].join('\n'));
				hear(`${args.join(' ')} (titles)`, terminal.titles().join('\n'));
			});
			return terminal;
		},
		look,
		/** Where they stand, and whatever else must not. */
		traces(...others: readonly string[]) {
			look();
			return tracesOf([...secrets, ...others], {...said, ...sightings.all()});
		},
		/** All that the programs said by now. */
		said: () => Object.values(said).join('\n'),
	};
}

/** In ms; no program of ours, and no child of theirs, is gone before. */
const pace = 20;
