import {isShared, type Profile, placeOf} from '../domain/profile.ts';
import {seconds} from '../domain/time.ts';
import {noteWipe, wipe} from '../engine/wiping.ts';
import type {Profiles} from '../ports.ts';
import type {CommandContext} from './command.ts';
import {exitCodeOfSignal, exitCodeOfStore, exitCodes} from './exit-code.ts';
import {fail} from './output.ts';
import {findProfile} from './profile-choice.ts';
import {runningKeeper} from './running-keeper.ts';
import {unlockStorages} from './unlocked.ts';

/**
 * With what is stored for it, unless another profile uses that as well. The session at the appliance lives on, but none that a process
 * keeps alive: nobody would know of it any more, and that process would write its record again.
 */
export async function removeProfile(loaded: Profiles, name: string, context: CommandContext): Promise<number> {
	const {ports, stop} = context;
	const found = findProfile(loaded, name, {words: [name]}, context);
	if (!found.ok) return found.failure;
	const profile = found.value;
	const keeper = runningKeeper(await ports.records.read(name), ports.clock.now(), ports.isRunning);
	if (keeper !== undefined) return failKept(profile, keeper, context);
	const unlocked = await unlockStorages([profile.storage], 'read', context);
	if (!unlocked.ok) return unlocked.failure;
	const right = await rightToKeep(profile, context);
	if (!right.ok && right.failure.kind === 'cancelled') return exitCodeOfSignal(String(stop.reason));
	if (!right.ok && right.failure.kind === 'taken') return failKept(profile, undefined, context);
	try {
		return await removeUnkept(profile, loaded, context);
	} finally {
		if (right.ok) await right.value.release();
	}
}

/** A keeper hears of a sign-out within ten seconds. */
const keepersPatience = seconds(15);

async function rightToKeep({name, username, origin}: Profile, {ports: {clock, locks}, output, stop}: CommandContext) {
	const late = () => output.talk(`waiting for the process that kept ${name} alive to hear of the sign-out`);
	const cancel = clock.after(seconds(1), late);
	const right = await locks.acquire({to: 'keep-alive', username, origin, profile: name}, keepersPatience, stop);
	cancel();
	return right;
}

function failKept({name, storage}: Profile, keeper: number | undefined, {output}: CommandContext): number {
	const who = keeper === undefined ? 'another svt-tui' : `process ${keeper}`;
	const hint =
		storage === 'memory'
			? 'sign out there first, on its screen with the key o, or end it'
			: `sign out first, of which that process hears: svt-tui logout ${name}; or end it`;
	return fail(output, exitCodes.unexpected, `${who} keeps ${name} alive, and would go on with its session`, hint);
}

async function removeUnkept(
	profile: Profile,
	loaded: Profiles,
	{ports, output, stop}: CommandContext,
): Promise<number> {
	const {name} = profile;
	const sharer = loaded.profiles.find(other => other.name !== name && isShared(other, profile));
	const places = sharer === undefined ? [placeOf(profile, 'token'), placeOf(profile, 'password')] : [];
	// First: without the profile nobody would know of them.
	for (const place of places) await noteWipe(ports, place);
	const removed = await ports.profiles.remove(name);
	if (!removed.ok) {
		for (const place of places) await ports.pendingWipes.callOff(place);
		return fail(output, exitCodes.unexpected, removed.failure.text);
	}
	await ports.records.remove(name);
	output.talk(`profile ${name} is removed${loaded.standard === name ? '; there is no default profile now' : ''}`);
	if (sharer !== undefined) output.talk(`its password and token stay: ${sharer.name} has the same`);
	let code: number = exitCodes.ok;
	// One that the store keeps is no reason to leave the other there as well.
	for (const place of places) {
		const unwiped = await wipe(ports, place, stop);
		if (unwiped !== undefined) code = fail(output, exitCodeOfStore(unwiped.failure), unwiped.text);
	}
	return code;
}
