import type {SecretServiceState} from './secret-service-state.ts';

/** Families of Linux by how they install packages; undefined for others. */
export type LinuxFamily = 'debian' | 'fedora' | 'suse' | 'arch' | 'alpine' | undefined;

/** What came of loading the native part of the keychain's library. */
export type AddonFacts =
	| {readonly kind: 'loaded'}
	/** The package is not there. */
	| {readonly kind: 'missing'}
	/** The package has none for this system, such as `linux-riscv64`. */
	| {readonly kind: 'none-for'; readonly system: string}
	/** With the system's own words. */
	| {readonly kind: 'broken'; readonly message: string}
	| {readonly kind: 'silent'};

export type KeychainFacts = {
	/** As Node names it. */
	readonly platform: string;
	readonly family: LinuxFamily;
	/** Undefined where nothing can be known without asking for a secret: elsewhere than on Linux. */
	readonly state: SecretServiceState | undefined;
	readonly addon: AddonFacts;
	/** Where the session bus is looked for. */
	readonly bus: 'DBUS_SESSION_BUS_ADDRESS' | 'XDG_RUNTIME_DIR' | undefined;
	/** What a window could open on. */
	readonly display: 'DISPLAY' | 'WAYLAND_DISPLAY' | undefined;
	readonly isOverSsh: boolean;
	/** Windows Subsystem for Linux. */
	readonly isWsl: boolean;
};
