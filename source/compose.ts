import {createClockWatch} from './adapters/clock-watch.ts';
import {createEventLog} from './adapters/event-log.ts';
import {type Folders, findFolders} from './adapters/folders.ts';
import {
	createLateAppliance,
	createLateLogFile,
	createLateLoginGuards,
	createLateSecrets,
	createLateSurroundings,
} from './adapters/late-ports.ts';
import {createLocks} from './adapters/locks.ts';
import {createMemorySecrets} from './adapters/memory-secrets.ts';
import {createPendingWipes} from './adapters/pending-wipes.ts';
import {isRunning} from './adapters/processes.ts';
import {createSessionRecords} from './adapters/session-records.ts';
import {createSettings} from './adapters/settings.ts';
import {createStandardInput} from './adapters/standard-input.ts';
import {createSystemRandom} from './adapters/system-random.ts';
import {isAsciiOnly, suspend} from './adapters/terminal.ts';
import type {Appliance} from './appliance-port.ts';
import type {CommandContext} from './commands/command.ts';
import type {Output} from './commands/output.ts';
import type {Surroundings} from './doctor-port.ts';
import {type Outcome, success} from './domain/outcome.ts';
import type {StorageKind} from './domain/profile.ts';
import type {OpenScreen} from './engine/screen-input.ts';
import type {Clock, FileFailure, LogFile, LoginGuards, ProfileStore, SecretStore} from './ports.ts';

type Given = {
	readonly environment: Readonly<Record<string, string | undefined>>;
	readonly version: string;
	readonly output: Output;
	readonly clock: Clock;
	readonly stop: AbortSignal;
	/** Whether nobody is to be asked, even if somebody is there. */
	readonly isUnattended: boolean;
};

type Composed = {readonly context: CommandContext; readonly close: () => Promise<void>};

/** The world as it is. What takes time to load is loaded by who needs it. */
export function compose({
	environment,
	version,
	output,
	clock,
	stop,
	isUnattended,
}: Given): Outcome<Composed, FileFailure> {
	const folders = findFolders(environment);
	if (!folders.ok) return folders;
	const appliance = createLateAppliance(() => loadAppliance(clock));
	const profiles = createSettings({folder: folders.value.configuration, clock});
	const stores: Readonly<Record<StorageKind, SecretStore>> = {
		keychain: createLateSecrets('keychain', () => loadKeychain(clock, environment)),
		memory: createMemorySecrets(),
		file: createLateSecrets('file', () =>
			loadSecretsFile(folders.value.state, {clock, environment, isUnattended, stop}),
		),
		helper: createLateSecrets('helper', () => loadHelper(profiles, clock, environment)),
	};
	const isTerminal = {
		stdin: process.stdin.isTTY === true,
		stdout: process.stdout.isTTY === true,
		stderr: process.stderr.isTTY === true,
	};
	const isDrawable = isTerminal.stdin && isTerminal.stdout && isTerminal.stderr && environment.TERM !== 'dumb';
	const context: CommandContext = {
		ports: {
			clock,
			clockWatch: createClockWatch(),
			appliance,
			isRunning,
			logFile: createLateLogFile(() => loadLogFile(clock, stop)),
			random: createSystemRandom(),
			processId: process.pid,
			profiles,
			records: createSessionRecords({folder: folders.value.state, clock}),
			eventLog: createEventLog({folder: folders.value.state, clock}),
			loginGuards: createLateLoginGuards(() => loadLoginGuards(folders.value.state, clock)),
			locks: createLocks({folder: folders.value.state, clock}),
			pendingWipes: createPendingWipes({folder: folders.value.state}),
			secretsFor: storage => stores[storage],
			surroundings: createLateSurroundings(() => loadSurroundings(clock, environment, folders.value)),
			findHelperProgram: async word =>
				(await import('./adapters/helper-program.ts')).findHelperProgram(word, environment),
		},
		input: {
			isInteractive: isDrawable && !isUnattended,
			isTerminal,
			canvas: () => ({columns: process.stdout.columns ?? 80, isAscii: isAsciiOnly(environment)}),
			...createStandardInput({stdin: process.stdin, clock, stop}),
		},
		output,
		environment,
		version,
		stop,
		openScreen: async input => (await loadScreen(environment))(input),
		loadAhead,
	};

	return success({
		context,
		async close() {
			for (const store of Object.values(stores)) store.close();
			await appliance.close();
		},
	});
}

/** All that is loaded when it is first needed, which for a program that runs for days may be after an update has replaced the files. */
async function loadAhead(): Promise<void> {
	await Promise.all([
		import('./adapters/http-endpoint.ts'),
		import('./adapters/keychain.ts'),
		import('./adapters/secrets-file.ts'),
		import('./adapters/helper-secrets.ts'),
		import('./adapters/login-guards.ts'),
		import('./adapters/event-rotation.ts'),
		import('proper-lockfile'),
		import('conf'),
	]);
}

async function loadAppliance(clock: Clock): Promise<Appliance> {
	const {createHttpEndpoint} = await import('./adapters/http-endpoint.ts');
	return createHttpEndpoint({clock});
}

async function loadKeychain(clock: Clock, environment: Given['environment']): Promise<SecretStore> {
	const {createKeychain} = await import('./adapters/keychain.ts');
	return createKeychain({clock, environment});
}

type PassphraseGiven = Pick<Given, 'clock' | 'environment' | 'isUnattended' | 'stop'>;

async function loadSecretsFile(folder: string, given: PassphraseGiven): Promise<SecretStore> {
	const {createSecretsFile} = await import('./adapters/secrets-file.ts');
	const {createPassphrase} = await import('./adapters/passphrase.ts');
	const passphraseFile = given.environment.SVT_PASSPHRASE_FILE || undefined;
	return createSecretsFile({folder, clock: given.clock, askPassphrase: createPassphrase(given), passphraseFile});
}

async function loadHelper(
	profiles: ProfileStore,
	clock: Clock,
	environment: Given['environment'],
): Promise<SecretStore> {
	const {createHelperSecrets} = await import('./adapters/helper-secrets.ts');
	const helper = async () => {
		const loaded = await profiles.load();
		return loaded.ok ? loaded.value.helper : undefined;
	};
	return createHelperSecrets({clock, environment, helper});
}

async function loadLoginGuards(folder: string, clock: Clock): Promise<LoginGuards> {
	const {createLoginGuards} = await import('./adapters/login-guards.ts');
	return createLoginGuards({folder, clock});
}

async function loadLogFile(clock: Clock, stop: AbortSignal): Promise<LogFile> {
	const {createLogFile} = await import('./adapters/log-file.ts');
	return createLogFile({stdin: process.stdin, clock, stop});
}

async function loadSurroundings(
	clock: Clock,
	environment: Given['environment'],
	folders: Folders,
): Promise<Surroundings> {
	const {createSurroundings} = await import('./adapters/surroundings.ts');
	return createSurroundings({clock, environment, folders});
}

async function loadScreen(environment: Given['environment']): Promise<OpenScreen> {
	const {createOpenScreen} = await import('./tui/open-screen.tsx');
	const {stdin, stdout, stderr, platform} = process;
	return createOpenScreen({
		stdin,
		stdout,
		stderr,
		ascii: isAsciiOnly(environment),
		suspend: platform === 'win32' ? undefined : suspend,
	});
}
