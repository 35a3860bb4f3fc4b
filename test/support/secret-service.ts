import {type ChildProcess, execFileSync, spawn} from 'node:child_process';
import {accessSync, constants, existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {delimiter, join} from 'node:path';
import {setTimeout as pause} from 'node:timers/promises';
import {askSecretService} from '../../source/adapters/secret-service.ts';
import {createSystemClock} from '../../source/adapters/system-clock.ts';
import type {SecretServiceState} from '../../source/domain/secret-service-state.ts';
import {createPrivateHome} from './private-home.ts';

const programs = ['dbus-daemon', 'dbus-monitor', 'dbus-send', 'gnome-keyring-daemon', 'secret-tool'] as const;

/** Which of the programs that a Secret Service of our own needs are not on this machine. */
type Environment = Readonly<Record<string, string | undefined>>;

const toStderr = (text: string) => void process.stderr.write(text);

function missingPrograms(path: string | undefined): readonly string[] {
	return process.platform === 'linux' ? programs.filter(name => !isInstalled(name, path)) : ['Linux'];
}

/**
 * Whether tests with a real Secret Service are to be skipped, which is said aloud. Where CI runs, nothing is: what is missing there
 * fails the tests.
 */
export function skipsSecretService({CI, PATH}: Environment = process.env, tell = toStderr): boolean {
	const missing = missingPrograms(PATH);
	if (missing.length === 0) return false;
	const words = `the tests of the keychain need ${missing.join(', ')} (Debian: dbus gnome-keyring libsecret-1-0 libsecret-tools)`;
	if (CI === 'true') throw new Error(words);
	tell(`skip: ${words}\n`);
	return true;
}

export type SecretService = Awaited<ReturnType<typeof startSecretService>>;

type Options = {
	/**
	 * `running` with an unlocked keyring, running but `empty` (no keyring was ever made), `activatable` by the bus and then locked,
	 * `silent` once the bus has started it, or not there.
	 */
	readonly keyring?: 'running' | 'empty' | 'activatable' | 'silent' | 'none';
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
	const environment: Readonly<Record<string, string>> = {
		...home.environment,
		DBUS_SESSION_BUS_ADDRESS: `unix:path=${socket}`,
	};
	const services = home.file('services');
	mkdirSync(services);
	const configuration = home.file('bus.conf');
	writeFileSync(configuration, busConfiguration(socket, services));
	const running: ChildProcess[] = [];
	/** The number of the process that the bus has started. */
	const activated = home.file('activated');
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

	const bus = start('dbus-daemon', [`--config-file=${configuration}`, '--nofork', '--nopidfile'], '');
	await becomes('no-service');

	/** Lets the bus start this shell command for whoever asks for the service. */
	async function activateBy(command: string): Promise<void> {
		const script = home.file('start');
		writeFileSync(script, `echo $$ > ${activated}.new && mv ${activated}.new ${activated} && exec ${command}\n`);
		writeFileSync(join(services, `${name}.service`), `[D-BUS Service]\nName=${name}\nExec=/bin/sh ${script}\n`);
		bus.kill('SIGHUP');
		await becomes('activatable');
	}

	let daemon: ChildProcess | undefined;
	async function startUnlocked(): Promise<void> {
		// With an empty password, or none, it makes no keyring.
		daemon = start('gnome-keyring-daemon', [...keyringArguments, '--unlock'], password);
		await becomes('unlocked');
	}

	if (keyring === 'running' || keyring === 'activatable') await startUnlocked();
	if (keyring === 'empty') {
		daemon = start('gnome-keyring-daemon', keyringArguments, '');
		await becomes('no-default-collection');
	}
	if (keyring === 'activatable') {
		await ended(daemon);
		await activateBy(['gnome-keyring-daemon', ...keyringArguments].join(' '));
	}
	if (keyring === 'silent') await activateBy('sleep 60');

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
		async unlock() {
			// Nothing but a window unlocks one that runs; what it holds is on the disk.
			await ended(daemon);
			await startUnlocked();
		},
		/** It keeps its name on the bus and answers no more. */
		freeze: () => daemon?.kill('SIGSTOP'),
		thaw: () => daemon?.kill('SIGCONT'),
		stop: () => ended(daemon),
		/** Resolves once the bus was asked for the service and has started it. */
		async isActivated() {
			for (let round = 0; !existsSync(activated); round += 1) {
				if (round === 500) throw new Error('nobody asks for the Secret Service');
				await pause(20);
			}
		},
		/** What another program sees of our entries, with their secrets. */
		entries: () =>
			execFileSync('secret-tool', ['search', '--all', 'service', 'svt-tui'], {
				env: environment,
				encoding: 'utf8',
				stdio: ['ignore', 'pipe', 'pipe'],
			}),
		async close() {
			process.off('exit', end);
			if (existsSync(activated)) killProcess(Number(readFileSync(activated, 'utf8')));
			await Promise.all(running.map(ended));
			home.remove();
		},
	};
}

const name = 'org.freedesktop.secrets';
/** Of the keyring. */
const password = 'test';
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

function killProcess(pid: number): void {
	try {
		process.kill(pid, 'SIGKILL');
	} catch {
		// It has ended with its bus.
	}
}

const isInstalled = (program: string, path = '') =>
	path.split(delimiter).some(folder => isExecutable(join(folder, program)));

function isExecutable(path: string): boolean {
	try {
		accessSync(path, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}
