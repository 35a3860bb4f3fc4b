import {createHttpEndpoint} from '../../source/adapters/http-endpoint.ts';
import type {Appliance} from '../../source/appliance-port.ts';
import {hours, milliseconds, seconds} from '../../source/domain/time.ts';
import type {Clock} from '../../source/ports.ts';
import type {Effect} from '../../source/simulator/faults.ts';
import type {Simulator} from '../../source/simulator/server.ts';

/** What is wrong between a client and its appliance. */
export type Trouble = keyof typeof troubles;

/** No connection comes about, or what is asked over one meets this. */
const troubles = {
	'nobody listens': 'refuse',
	'no handshake is answered': 'hang',
	'each handshake is cut off': 'drop',
	'requests are reset': {type: 'reset'},
	'answers are lost': {type: 'reset'},
	'requests get no answer': {type: 'delay', by: hours(2)},
	'answers take 4 s': {type: 'delay', by: seconds(4)},
	'503': {type: 'status', status: 503},
	'503 with Retry-After': {type: 'status', status: 503, retryAfter: 20},
} as const satisfies Readonly<Record<string, 'refuse' | 'hang' | 'drop' | Effect>>;

export const allTroubles = Object.keys(troubles) as readonly Trouble[];

/** Each way. */
const latency = milliseconds(20);

/** So many turns of the event loop are far more than a local server needs. */
const mostTurns = 200_000;

const turn = () => new Promise<void>(resolve => setImmediate(resolve));

/**
 * Real HTTPS to a simulator, on a network that troubles come over. It knows whether anything is still on its way, also while answers
 * hang: so a clock can be moved as soon as only time would bring more.
 */
export function createRoughNetwork({clock, simulator}: {readonly clock: Clock; readonly simulator: Simulator}) {
	const endpoint = createHttpEndpoint({clock});
	let trouble: Trouble | undefined;
	let undo: () => void = () => {};
	let underWay = 0;
	let letGo = 0;
	const thereId = simulator.faults.add({what: {type: 'delay', by: latency}});
	simulator.faults.add({what: {type: 'delay', by: latency}, late: true});
	simulator.observe(({faults}) => {
		if (faults.includes('delay')) letGo += 1;
	});

	/** Requests that the server keeps until time has passed, as it does with each of them, if only for the latency. */
	const held = () => (simulator.faults.list().find(({id}) => id === thereId)?.struck ?? 0) - letGo;

	function tracked<Request, Answer>(ask: (request: Request) => Promise<Answer>) {
		return (request: Request): Promise<Answer> => during(ask(request));
	}

	async function during<Answer>(work: Promise<Answer>): Promise<Answer> {
		underWay += 1;
		try {
			return await work;
		} finally {
			underWay -= 1;
		}
	}

	const appliance: Appliance = {
		...endpoint,
		requestToken: tracked(endpoint.requestToken),
		tickle: tracked(endpoint.tickle),
		revoke: tracked(endpoint.revoke),
		openConnection: tracked(endpoint.openConnection),
	};

	/** Gives back what ends it. */
	function start(next: Trouble): () => void {
		const what = troubles[next];
		switch (what) {
			case 'refuse':
				simulator.refuseConnections();
				return () => void during(simulator.acceptConnections());
			case 'hang':
			case 'drop':
				simulator.change({handshake: what});
				simulator.resetConnections();
				return () => simulator.change({handshake: 'answer'});
			default: {
				const id = simulator.faults.add({what, late: next === 'answers are lost'});
				return () => void simulator.faults.remove(id);
			}
		}
	}

	function end(): void {
		undo();
		undo = () => {};
		trouble = undefined;
	}

	return {
		appliance,
		/** In the place of the one there was. */
		begin(next: Trouble): void {
			end();
			trouble = next;
			undo = start(next);
		},
		end,
		/** Until nothing more happens without time passing. */
		async settled(): Promise<void> {
			let quiet = 0;
			for (let turns = 0; quiet < 2; turns += 1) {
				if (turns === mostTurns) throw new Error(`still under way: ${underWay}, trouble: ${trouble ?? 'none'}`);
				await turn();
				quiet = underWay === held() + simulator.leftAlone() ? quiet + 1 : 0;
			}
		},
		close: () => endpoint.close(),
	};
}

export type RoughNetwork = ReturnType<typeof createRoughNetwork>;
