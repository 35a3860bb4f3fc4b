import {type ChildProcess, execFileSync, spawn} from 'node:child_process';
import {accessSync, constants, mkdirSync, writeFileSync} from 'node:fs';
import {delimiter, join} from 'node:path';
import {setTimeout as pause} from 'node:timers/promises';
import {askSecretService, type SecretServiceState} from '../../source/adapters/secret-service.ts';
import {createSystemClock} from '../../source/adapters/system-clock.ts';
import {createPrivateHome} from './private-home.ts';

const programs = ['dbus-daemon', 'dbus-send', 'gnome-keyring-daemon', 'secret-tool'] as const;

/** Which of the programs that a Secret Service of our own needs are not on this machine. */
export function missingPrograms(): readonly string[] {
	return process.platform === 'linux' ? programs.filter(name => !isInstalled(name)) : ['Linux'];
}

/**
 * Whether tests with a real Secret Service are to be skipped, which is said aloud. Where CI runs, nothing is: what is missing there
 * fails the tests.
 */
export function skipsSecretService(): boolean {
	const missing = missingPrograms();
	if (missing.length === 0) return false;
	const words = `the tests of the keychain need ${missing.join(', ')} (Debian: dbus gnome-keyring libsecret-1-0 libsecret-tools)`;
	if (process.env.CI === 'true') throw new Error(words);
	process.stderr.write(`skip: ${words}\n`);
	return true;
}

export type SecretService = Awaited<ReturnType<typeof startSecretService>>;

type Options = {
	/** `running` with an unlocked keyring, only `activatable` by the bus, or not there. */
	readonly keyring?: 'running' | 'activatable' | 'none';
};

/**
 * A session bus and a gnome-keyring in a home of their own, on which no window can open.
 *
 *     const service = await startSecretService();
 *     onTestFinished(() => service.close());
 *     await runCli(['login', …], {home: service.home, env: service.environment});
 */
export async function startSecretService({keyring = 'running'}: Options = {}) {
	const home = createPrivateHome();
	const socket = join(home.environment.XDG_RUNTIME_DIR ?? '', 'bus');
	const environment = {...home.environment, DBUS_SESSION_BUS_ADDRESS: `unix:path=${socket}`};
	const services = home.file('services');
	mkdirSync(services);
	const configuration = home.file('bus.conf');
	writeFileSync(configuration, busConfiguration(socket, services));
	const running: ChildProcess[] = [];
	const end = () => running.forEach(kill);
	process.on('exit', end);

	const start = (command: string, args: readonly string[], input: string) => {
		const child = spawn(command, args, {env: environment, stdio: ['pipe', 'pipe', 'ignore']});
		running.push(child);
		// It may close its stdin before it has read it.
		child.stdin.on('error', () => undefined).end(input);
		child.stdout.resume();
		return child;
	};

	/** Waits until the Secret Service is in this state; throws when it takes more than ten seconds. */
	async function becomes(state: SecretServiceState): Promise<void> {
		const clock = createSystemClock();
		for (let round = 0; round < 500; round += 1) {
			if ((await askSecretService({environment, clock})) === state) return;
			await pause(20);
		}
		throw new Error(`the Secret Service does not become ${state}`);
	}

	// An empty password would make no keyring.
	const startKeyring = () => start('gnome-keyring-daemon', [...keyringArguments, '--unlock'], 'test');

	const bus = start('dbus-daemon', [`--config-file=${configuration}`, '--nofork', '--nopidfile'], '');
	await becomes('no-service');
	const daemon = keyring === 'none' ? undefined : startKeyring();
	if (daemon !== undefined) await becomes('unlocked');
	if (keyring === 'activatable') {
		await ended(daemon);
		const command = [pathOf('gnome-keyring-daemon'), ...keyringArguments].join(' ');
		writeFileSync(join(services, `${name}.service`), `[D-BUS Service]\nName=${name}\nExec=${command}\n`);
		bus.kill('SIGHUP');
		await becomes('activatable');
	}

	return {
		home,
		/** What a program needs to find it. */
		environment,
		becomes,
		/** From now on nothing in it can be read. */
		async lock() {
			execFileSync('dbus-send', [...lockArguments], {env: environment, stdio: 'ignore'});
			await becomes('locked');
		},
		/** It keeps its name on the bus and answers no more. */
		freeze: () => daemon?.kill('SIGSTOP'),
		thaw: () => daemon?.kill('SIGCONT'),
		stop: () => ended(daemon),
		/** What another program sees of our entries, with their secrets. */
		entries: () =>
			execFileSync('secret-tool', ['search', '--all', 'service', 'svt-tui'], {
				env: environment,
				encoding: 'utf8',
				stdio: ['ignore', 'pipe', 'pipe'],
			}),
		async close() {
			process.off('exit', end);
			await Promise.all(running.map(ended));
			home.remove();
		},
	};
}

const name = 'org.freedesktop.secrets';
const keyringArguments = ['--foreground', '--components=secrets'] as const;
const lockArguments = [
	'--session',
	'--print-reply',
	`--dest=${name}`,
	'/org/freedesktop/secrets',
	'org.freedesktop.Secret.Service.Lock',
	'array:objpath:/org/freedesktop/secrets/collection/login',
] as const;

/** A bus that starts nothing but what lies in `services`: the system's own could start what opens windows. */
const busConfiguration = (
	socket: string,
	services: string,
) => `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
	<type>session</type>
	<listen>unix:path=${socket}</listen>
	<auth>EXTERNAL</auth>
	<servicedir>${services}</servicedir>
	<policy context="default">
		<allow send_destination="*" eavesdrop="true"/>
		<allow eavesdrop="true"/>
		<allow own="*"/>
	</policy>
</busconfig>
`;

function kill(child: ChildProcess): void {
	// One that is stopped has to be killed as well.
	if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
}

async function ended(child: ChildProcess | undefined): Promise<void> {
	if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
	const gone = new Promise(resolve => child.once('exit', resolve));
	kill(child);
	await gone;
}

function pathOf(program: string): string | undefined {
	const places = (process.env.PATH ?? '').split(delimiter).map(folder => join(folder, program));
	return places.find(isExecutable);
}

const isInstalled = (program: string) => pathOf(program) !== undefined;

function isExecutable(path: string): boolean {
	try {
		accessSync(path, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}
