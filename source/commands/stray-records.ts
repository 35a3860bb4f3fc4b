import type {Profile} from '../domain/profile.ts';
import type {CommandContext} from './command.ts';

/** Of a profile that was never saved, or is removed by now, there is nothing to tell others. */
export async function removeStrayRecords(profiles: readonly Profile[], {ports}: CommandContext): Promise<void> {
	const loaded = await ports.profiles.load();
	if (!loaded.ok) return;
	const saved = loaded.value.profiles.map(({name}) => name);
	for (const {name} of profiles) if (!saved.includes(name)) await ports.records.remove(name);
}
