import {Secret} from '../domain/secret.ts';
import {minutes, seconds} from '../domain/time.ts';
import type {CommandContext, CommandPorts, RunCommand} from './command.ts';
import {type DemoAppliance, startDemoAppliance} from './demo-appliance.ts';
import {troubleKeys} from './demo-keys.ts';
import {
	createDemoEvents,
	createDemoLocks,
	createDemoLoginGuards,
	createDemoPendingWipes,
	createDemoProfiles,
	createDemoRecords,
} from './demo-stores.ts';
import {exitCodes} from './exit-code.ts';
import {whyNoScreen} from './no-screen.ts';
import {fail} from './output.ts';
import {prepareSessions, showScreen} from './sessions-screen.ts';
import {simulatedPassword} from './simulate-telling.ts';

/** The screen with two appliances of its own, whose sessions end within minutes. Leaves nothing behind and asks nobody else. */
export const run: RunCommand = async (_invocation, context) => {
	const {input, output, ports} = context;
	if (!input.isInteractive) {
		const hint = 'without one, svt-tui simulate runs an appliance to try things on';
		return fail(output, exitCodes.usage, whyNoScreen('the demo', context), hint);
	}
	const running: DemoAppliance[] = [];
	try {
		for (const options of appliances) {
			const started = await startDemoAppliance(options, ports.clock);
			if (!started.ok) {
				return fail(output, exitCodes.unexpected, `the demo cannot listen on this machine: ${started.failure}`);
			}
			running.push(started.value);
		}
		return await show(running, {...context, ports: demoPorts(ports)});
	} finally {
		await Promise.all(running.map(({simulator}) => simulator.stop()));
	}
};

/** One that is kept alive, and one that shows what happens without. */
const appliances = [
	{name: 'dc1', idleLimit: seconds(60), absoluteLimit: minutes(5), keepAlive: true},
	{name: 'dc2', idleLimit: minutes(2), absoluteLimit: minutes(10), keepAlive: false},
];

/** Nothing on disk, no keychain. */
const demoPorts = (ports: CommandPorts): CommandPorts => ({
	...ports,
	profiles: createDemoProfiles(),
	records: createDemoRecords(),
	eventLog: createDemoEvents(),
	loginGuards: createDemoLoginGuards(),
	locks: createDemoLocks(),
	pendingWipes: createDemoPendingWipes(),
	secretsFor: () => ports.secretsFor('memory'),
});

async function show(running: readonly DemoAppliance[], context: CommandContext): Promise<number> {
	const prepared = prepareSessions(context, [], 'memory');
	for (const {profile} of running) {
		const password = new Secret(simulatedPassword);
		prepared.sessions.open(profile).dispatch({type: 'sign-in-requested', profile, password});
	}
	const [first] = running;
	if (first === undefined) return exitCodes.unexpected;
	const start = {screen: 'session', profile: first.profile.name} as const;
	const notices = [`a demo: password ${simulatedPassword}, keys 1 to 5 make trouble at ${first.profile.name}`];
	const {code} = await showScreen(prepared, {start, notices, extraKeys: troubleKeys(first)}, context);
	return code;
}
