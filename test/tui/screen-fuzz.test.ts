import fc from 'fast-check';
import {expect, onTestFinished, test} from 'vitest';
import {createHttpEndpoint} from '../../source/adapters/http-endpoint.ts';
import {seconds} from '../../source/domain/time.ts';
import {type FuzzCase, fuzzCase} from '../support/fuzz-case.ts';
import {controls, createFuzzServer, turns} from '../support/fuzz-target.ts';
import {http} from '../support/hostile-server.ts';
import {password} from '../support/sessions.ts';
import {openStoryScreen} from '../support/story-screen.tsx';
import {createWorld} from '../support/world.ts';

const granted: FuzzCase = {
	stage: 'body',
	ask: 'login',
	ending: 'closed',
	pieces: [http('200 OK', {}, '{"access_token":"a-living-token","expires_in":86399}')],
};

/** Ends the session, and would take over a terminal. */
const loud: FuzzCase = {
	stage: 'mutated',
	ask: 'tickle',
	ending: 'closed',
	pieces: [
		http(
			'401 Unauthorized',
			{},
			'{"error":"invalid_token","message":"\\u001b]0;owned\\u0007\\u001b[2J\\u202esvt-tui: hint: run rm"}',
		),
	],
};

/** A screen whose session talks to the server over real HTTPS, in story time. */
async function openFuzzed() {
	const server = await createFuzzServer();
	const world = createWorld();
	const appliance = createHttpEndpoint({clock: world.clock});
	const {origin, trust} = server;
	const ports = {...world.ports, appliance};
	const screen = await openStoryScreen({world: {...world, ports}, profile: {origin, trust, keepAlive: false}});
	onTestFinished(async () => {
		screen.close();
		await screen.engine.stop();
		await appliance.close();
		await server.stop();
	});
	const {engine} = screen;

	/** Lets what was asked come to its end, by the program's own limits if need be. */
	async function settled(): Promise<void> {
		let isSettled = false;
		void engine.settled().then(() => {
			isSettled = true;
		});
		await turns(() => isSettled, 3000);
		for (let round = 0; round < 5 && !isSettled; round += 1) {
			await screen.pass(seconds(31));
			await turns(() => isSettled, 5000);
		}
		if (!isSettled) throw new Error('it does not come to an end');
		appliance.dropConnections();
		await screen.pass(seconds(1));
	}

	const signIn = () =>
		engine.dispatch({type: 'sign-in-requested', password, profile: {...engine.getSnapshot().profile, origin}});

	return {
		async play(fuzz: FuzzCase): Promise<string> {
			server.answers(granted);
			signIn();
			await settled();
			server.answers(fuzz);
			if (fuzz.ask === 'login') signIn();
			else await screen.press(...(fuzz.ask === 'revoke' ? ['o', 'y'] : ['t']));
			await settled();
			const drawn = [screen.frame()];
			await screen.press('e');
			drawn.push(screen.frame());
			await screen.press('Esc');
			return drawn.join('\n');
		},
		frames: screen.frames,
		phase: () => engine.getSnapshot().phase.name,
	};
}

test('whatever a server answers, the screen shows it without a control byte, and can be used again', async () => {
	const {play, frames, phase} = await openFuzzed();
	const phases = new Set<string>();
	await fc.assert(
		fc.asyncProperty(
			// What is silent is given up as anything is, after thirty drawn seconds.
			fuzzCase.filter(({stage, ending}) => stage !== 'raw' && ending !== 'silent'),
			async fuzz => {
				const drawn = await play(fuzz);
				phases.add(phase());
				expect(controls.exec(drawn)).toBeNull();
				// A server's words that look like ours stand where it is said whose they are.
				expect(drawn).not.toMatch(/^ *svt-tui: /m);
			},
		),
		{numRuns: 15, examples: [[loud]]},
	);
	// Of all that was written between as well, but for what asks the terminal to mark what is pasted.
	const written = frames().filter(frame => frame !== '\u001b[?2004h');
	expect(written.filter(frame => controls.test(frame))).toEqual([]);
	expect(phases).toContain('expired');
}, 60_000);
