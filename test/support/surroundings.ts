import type {Surroundings} from '../../source/doctor-port.ts';
import type {MachineFacts, TerminalFacts} from '../../source/domain/doctor-machine.ts';
import type {FoldersFacts} from '../../source/domain/doctor-stores.ts';
import type {KeychainFacts} from '../../source/domain/keychain-facts.ts';
import {success} from '../../source/domain/outcome.ts';
import type {Profile} from '../../source/domain/profile.ts';
import type {SessionRecord} from '../../source/domain/session-record.ts';
import {noSettings, withProfile} from '../../source/domain/settings.ts';
import {milliseconds} from '../../source/domain/time.ts';

type Told = {
	readonly profiles?: readonly Profile[];
	readonly records?: readonly SessionRecord[];
	readonly machine?: Partial<MachineFacts>;
	readonly keychain?: Partial<KeychainFacts>;
	/** What is otherwise than well with the two folders. */
	readonly folders?: Partial<FoldersFacts>;
} & Partial<Pick<Surroundings, 'lookUp' | 'knock'>>;

export const goodTerminal: TerminalFacts = {
	streams: ['stdin', 'stdout', 'stderr'],
	size: {columns: 100, rows: 30},
	colours: 256,
	isAscii: false,
	name: 'xterm-256color',
	multiplexer: undefined,
	isNamed: true,
};

export const goodKeyring: KeychainFacts = {
	platform: 'linux',
	family: 'debian',
	state: 'unlocked',
	addon: {kind: 'loaded'},
	bus: 'DBUS_SESSION_BUS_ADDRESS',
	display: undefined,
	isOverSsh: false,
	isWsl: false,
};

/** A machine on which all is well, but for what a test says; what is asked of the network there is an answer to at once. */
export function createSurroundings({
	profiles = [],
	records = [],
	machine,
	keychain,
	folders,
	...way
}: Told = {}): Surroundings {
	const settings =
		profiles.length === 0 ? undefined : {settings: profiles.reduce(withProfile, noSettings), problems: []};
	return {
		lookAtMachine: async () => ({
			node: '24.12.0',
			system: 'linux x64, OpenSSL 3.5.4',
			isInspected: false,
			terminal: goodTerminal,
			...machine,
		}),
		lookAtKeychain: async () => ({
			...goodKeyring,
			...keychain,
		}),
		lookAtFolders: async () => ({
			settings: folder('/home/ann/.config/svt-tui'),
			records: folder('/home/ann/.local/state/svt-tui'),
			stored: {
				settings: success(settings),
				records,
				damaged: [],
				damagedGuards: [],
				aside: [],
				locks: {held: 0, silent: 0, blocked: []},
			},
			...folders,
		}),
		lookUp: async () => success({addresses: ['10.1.1.16'], took: milliseconds(4)}),
		knock: async () => success(milliseconds(2)),
		...way,
	};
}

const folder = (path: string) => ({
	itself: {path, kind: 'folder', isLink: false, mode: 0o700, owner: 'us'} as const,
	entries: [],
	unwritable: undefined,
	free: 1e9,
});
