import {emergencyUser} from '../simulator/accounts.ts';
import {createSimulator, type Simulator, type SimulatorAddress, type Started} from '../simulator/server.ts';
import type {CommandContext, RunCommand} from './command.ts';
import {exitCodeOfSignal, exitCodes} from './exit-code.ts';
import {fail, type Output} from './output.ts';
import {openLog} from './simulate-log.ts';
import {parseSimulateOptions, type SimulateOptions} from './simulate-options.ts';
import {
	addressJson,
	addressLines,
	countLines,
	requestJson,
	requestLine,
	simulatedEmergencyPassword,
	simulatedPassword,
} from './simulate-telling.ts';
import {obey} from './simulate-wishes.ts';

/** An appliance on this machine, until a signal or `quit`. */
export const run: RunCommand = async (invocation, context) => {
	const {output} = context;
	const parsed = parseSimulateOptions(invocation);
	if (!parsed.ok) return fail(output, exitCodes.usage, parsed.failure, 'svt-tui simulate --help lists what it takes');
	const options = parsed.value;
	const log = options.log === undefined ? undefined : openLog(options.log);
	if (log?.ok === false) return fail(output, exitCodes.usage, log.failure);
	const lines = log?.value;
	const simulator = simulatorFor(options, context, line => {
		const problem = lines?.write(line);
		if (problem !== undefined) output.error(problem);
	});
	try {
		const started = await simulator.start();
		if (!started.ok) return cannotStart(started.failure, options, output);
		await serve(started.value, simulator, {options, context});
		// Being told to stop is how it ends; having lost its reader is not.
		return context.stop.reason === 'SIGPIPE' ? exitCodeOfSignal('SIGPIPE') : exitCodes.ok;
	} finally {
		await simulator.stop();
		lines?.close();
	}
};

function simulatorFor(options: SimulateOptions, {ports}: CommandContext, log: (line: string) => void): Simulator {
	const {port, protocol, speed, hosts, faults, username, reuse, idleLimit, absoluteLimit, shape} = options;
	return createSimulator({
		port,
		protocol,
		speed,
		hosts,
		faults,
		clock: ports.clock,
		sample: ports.random.sample,
		users: {[username]: simulatedPassword, [emergencyUser]: simulatedEmergencyPassword},
		switches: {reuse, idleLimit, absoluteLimit, shape},
		...(options.log === undefined ? {} : {log}),
	});
}

type Surroundings = {readonly options: SimulateOptions; readonly context: CommandContext};

/** Tells what it is asked, and does what is typed, until it is to end. The end of stdin is not that: it may run in the background. */
async function serve(address: SimulatorAddress, simulator: Simulator, {options, context}: Surroundings): Promise<void> {
	const {output, input, stop} = context;
	const {isJson, username} = options;
	if (isJson) output.data(addressJson(address, options));
	else for (const line of addressLines(address, options)) output.data(line);
	if (input.isTerminal.stdin)
		output.talk('it is an appliance to try things on; type help for what it can be told, Ctrl-C ends it');
	simulator.observe(record => output.data(isJson ? requestJson(record) : requestLine(record)));
	await new Promise<void>(resolve => {
		if (stop.aborted) resolve();
		stop.addEventListener('abort', () => resolve(), {once: true});
		void obeyLines().then(isEnough => {
			if (isEnough) resolve();
		});
	});
	const counts = simulator.counts();
	output.data(isJson ? JSON.stringify({counts}) : countLines(counts).join('\n'));

	async function obeyLines(): Promise<boolean> {
		for await (const line of input.lines()) {
			const reply = await obey(line, simulator, username);
			if (reply === undefined) return true;
			if (reply !== '') output.talk(reply);
		}
		return false;
	}
}

function cannotStart(
	{kind, code}: Extract<Started, {ok: false}>['failure'],
	{port}: SimulateOptions,
	output: Output,
): number {
	const anyPort = 'without --port it takes any free one';
	switch (kind) {
		case 'port-taken':
			return fail(output, exitCodes.unexpected, `port ${port} is taken by another program`, anyPort);
		case 'port-forbidden':
			return fail(output, exitCodes.unexpected, `port ${port} is not for this user`, anyPort);
		case 'cannot-listen':
		case 'already-started':
			return fail(output, exitCodes.unexpected, `it cannot listen on port ${port}: ${code}`, anyPort);
	}
}
