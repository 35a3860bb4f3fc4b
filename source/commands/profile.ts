import {pendingAdvice, pendingInWords} from '../domain/pending-wipe.ts';
import {proxyInWords, storageInWords, trustInWords} from '../domain/profile-in-words.ts';
import {safeText} from '../domain/server-text.ts';
import type {Profiles} from '../ports.ts';
import type {CommandContext, RunCommand} from './command.ts';
import {exitCodes} from './exit-code.ts';
import {hasOption} from './option-values.ts';
import {fail, type Output} from './output.ts';
import {findProfile, loadProfiles} from './profile-choice.ts';
import {removeProfile} from './profile-removal.ts';
import {profilesReport} from './profiles-report.ts';

/** `profile list`, `profile remove NAME`, `profile default NAME`. */
export const run: RunCommand = async (invocation, context) => {
	const {output} = context;
	const [action = 'list', word] = invocation.words;
	const name = word ?? (typeof invocation.options.profile === 'string' ? invocation.options.profile : undefined);
	const isKnown = action === 'list' || action === 'remove' || action === 'default';
	if (!isKnown)
		return fail(output, exitCodes.usage, 'profile does one of list, remove, default', 'see svt-tui profile --help');
	if (action !== 'list' && name === undefined)
		return fail(output, exitCodes.usage, `which profile? svt-tui profile ${action} NAME`);
	const loaded = await loadProfiles(context);
	if (!loaded.ok) return loaded.failure;
	if (action === 'list' || name === undefined) {
		const wipes = await context.ports.pendingWipes.list();
		if (hasOption(invocation, 'json')) {
			output.data(JSON.stringify(profilesReport(loaded.value, wipes), undefined, 2));
			return exitCodes.ok;
		}
		const code = list(loaded.value, output);
		for (const wiped of wipes)
			output.hint(`${pendingInWords(wiped)}: ${pendingAdvice(wiped, context.ports.clock.now())}`);
		return code;
	}
	return action === 'remove' ? removeProfile(loaded.value, name, context) : makeDefault(loaded.value, name, context);
};

function list({profiles, standard}: Profiles, output: Output): number {
	if (profiles.length === 0) {
		output.talk('there is no profile yet: sign in to an appliance with svt-tui login HOST');
		return exitCodes.ok;
	}
	const isProxied = profiles.some(({proxy}) => proxy !== undefined);
	const rows = profiles.map(profile => [
		profile.name === standard ? `${profile.name} (default)` : profile.name,
		profile.origin,
		safeText(profile.username, 100),
		trustInWords(profile).short,
		storageInWords[profile.storage].name,
		...(isProxied ? [profile.proxy === undefined ? '' : proxyInWords(profile.proxy)] : []),
	]);
	const heads = ['NAME', 'APPLIANCE', 'USER', 'TRUST', 'STORAGE', ...(isProxied ? ['PROXY'] : [])];
	const table = [heads, ...rows];
	const widths = table[0]?.map((_, column) => Math.max(...table.map(row => row[column]?.length ?? 0))) ?? [];
	for (const row of table)
		output.data(
			row
				.map((cell, column) => cell.padEnd(widths[column] ?? 0))
				.join('  ')
				.trimEnd(),
		);
	return exitCodes.ok;
}

async function makeDefault(loaded: Profiles, name: string, context: CommandContext): Promise<number> {
	const {ports, output} = context;
	const found = findProfile(loaded, name, {words: [name]}, context);
	if (!found.ok) return found.failure;
	const made = await ports.profiles.makeStandard(name);
	if (!made.ok) return fail(output, exitCodes.unexpected, made.failure.text);
	output.talk(`${name} is the default profile`);
	return exitCodes.ok;
}
