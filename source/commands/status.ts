import {deathOfRecord} from '../domain/death.ts';
import {isSamePlace, pendingAdvice, pendingInWords, pendingOf} from '../domain/pending-wipe.ts';
import {postMortem} from '../domain/post-mortem.ts';
import {placeOf} from '../domain/profile.ts';
import {earlier, hours} from '../domain/time.ts';
import {isoSecond} from '../domain/time-in-words.ts';
import type {CommandPorts, RunCommand} from './command.ts';
import {exitCodes} from './exit-code.ts';
import {hasOption} from './option-values.ts';
import {fail} from './output.ts';
import {chooseProfiles, loadProfiles} from './profile-choice.ts';
import {shortLine, statusLines} from './status-lines.ts';
import {profileReport, type Standing, standingOf} from './status-report.ts';

/** Reads records only: no network, no keychain, and nothing that it reports is extended by it. */
export const run: RunCommand = async (invocation, context) => {
	const {ports, output} = context;
	if (hasOption(invocation, 'json') && hasOption(invocation, 'short'))
		return fail(output, exitCodes.usage, 'take one of --json and --short');
	const loaded = await loadProfiles(context);
	if (!loaded.ok) return loaded.failure;
	const chosen = chooseProfiles(loaded.value, invocation, context);
	if (!chosen.ok) return chosen.failure;
	const now = ports.clock.now();
	const wipes = await ports.pendingWipes.list();
	const standings = await Promise.all(
		chosen.value.map(async profile => {
			const record = await ports.records.read(profile.name);
			return standingOf(profile, record, now, ports.isRunning);
		}),
	);
	if (hasOption(invocation, 'json')) {
		const profiles = standings.map(standing => profileReport(standing, pendingOf(wipes, standing.profile)));
		output.data(JSON.stringify({schema: 'svt-tui/status/v1', generatedAt: isoSecond(now), profiles}, undefined, 2));
	} else if (hasOption(invocation, 'short')) {
		for (const standing of standings) output.data(shortLine(standing));
	} else {
		const blocks = await Promise.all(
			standings.map(async standing => {
				const why = await whyOver(standing, ports);
				const isStandard = standing.profile.name === loaded.value.standard;
				return statusLines(standing, {isStandard, why, wipes: pendingOf(wipes, standing.profile)}).join('\n');
			}),
		);
		if (blocks.length > 0) output.data(blocks.join('\n\n'));
		else output.talk('there is no profile yet: sign in to an appliance with svt-tui login HOST');
	}
	// Of a profile that was removed nobody else would tell.
	const known = loaded.value.profiles.flatMap(profile => [placeOf(profile, 'token'), placeOf(profile, 'password')]);
	const orphans = wipes.filter(wipe => !known.some(place => isSamePlace(place, wipe)));
	for (const orphan of orphans) output.hint(`${pendingInWords(orphan)}: ${pendingAdvice(orphan, now)}`);
	const isActive = standings.length > 0 && standings.every(({state}) => state === 'active');
	return hasOption(invocation, 'check') && !isActive ? exitCodes.signInNeeded : exitCodes.ok;
};

/** How a session came to its end; what happened is read only where one did. */
async function whyOver({profile, record, state, reason, now}: Standing, ports: CommandPorts) {
	const isOver = state === 'expired' && record !== undefined && reason !== 'token-lost';
	const death = isOver ? deathOfRecord(record, reason, profile) : undefined;
	if (death === undefined) return undefined;
	return postMortem(await ports.eventLog.read(profile.name, earlier(death.touchedAt, hours(24))), death, now);
}
