import type {Check, Finding} from '../domain/doctor.ts';
import {well} from '../domain/doctor.ts';
import {environmentFindings} from '../domain/doctor-environment.ts';
import {filesFinding, folderFinding} from '../domain/doctor-files.ts';
import {busFindings, desktopFindings, keychainFinding} from '../domain/doctor-keychain.ts';
import {nodeFinding, terminalFinding} from '../domain/doctor-machine.ts';
import {type FoldersFacts, locksFinding, recordsFinding, settingsFinding} from '../domain/doctor-stores.ts';
import {storageKinds} from '../domain/profile-format.ts';
import {type Duration, until} from '../domain/time.ts';
import type {CommandContext} from './command.ts';
import type {Subject} from './doctor-subjects.ts';

/** This machine, without a byte on the network. */
export async function checkMachine(
	{ports: {surroundings, clock}, environment, version, stop}: CommandContext,
	folders: FoldersFacts,
	subjects: readonly Subject[],
): Promise<readonly Check[]> {
	const start = clock.now();
	const [machine, keychain] = await Promise.all([surroundings.lookAtMachine(), surroundings.lookAtKeychain(stop)]);
	const took = until(clock.now(), start);
	const profiles = folders.stored.settings.ok ? (folders.stored.settings.value?.settings.profiles ?? []) : [];
	const known = {profiles: profiles.map(({name}) => name), storageKinds, isInspected: machine.isInspected};
	const isUsed = subjects.some(({profile}) => profile?.storage === 'keychain');
	return [
		...[
			well('program', version),
			nodeFinding(machine, start),
			terminalFinding(machine.terminal),
			...environmentFindings(environment, known),
			...desktopFindings(keychain),
			...busFindings(keychain),
		].map(ofMachine()),
		...[keychainFinding(keychain, {isUsed})].map(ofMachine(took)),
		...[
			folderFinding('settings-folder', folders.settings),
			folderFinding('records-folder', folders.records),
			filesFinding([folders.settings, folders.records]),
			settingsFinding(folders.stored),
			recordsFinding(folders.stored),
			locksFinding(folders.stored),
		].map(ofMachine()),
	];
}

const ofMachine =
	(took?: Duration) =>
	(finding: Finding): Check => ({...finding, subject: undefined, took});
