import {heldBy} from '../../source/domain/session.ts';
import {earlier, type Instant, later, minutes, seconds} from '../../source/domain/time.ts';
import type {SessionEngine} from '../../source/engine/session-engine.ts';
import type {Clock} from '../../source/ports.ts';
import type {Rush} from './soak-client.ts';

/** The life of one token. */
export type Life = {
	readonly fingerprint: string;
	readonly end: Instant;
	/** Whether the network is to spare its end: every other one. */
	readonly isCalm: boolean;
	/** Whether the next token came because this one was about to end. */
	readonly isHandedOver: boolean;
};

type Death = {readonly at: Instant; readonly touchedAt: Instant};

/** As the design has it for limits of two hours and more. */
const lead = minutes(2);

/** Follows the tokens of a session, and the deaths of those that nobody used for too long. */
export function followLives(engine: SessionEngine, clock: Clock, born: (life: Life) => void) {
	let lives: readonly Life[] = [];
	const deaths: Death[] = [];
	let isDead = false;

	engine.subscribe(() => {
		const {phase} = engine.getSnapshot();
		const held = heldBy(phase);
		if (held === undefined) return;
		if (phase.name === 'expired' && phase.refusal?.kind === 'idle-expired') {
			if (!isDead) deaths.push({at: clock.now(), touchedAt: held.touchedAt});
			isDead = true;
		}
		const {absolute} = held.deadlines;
		const before = lives.at(-1);
		if (absolute === undefined || before?.fingerprint === held.token.fingerprint) return;
		isDead = false;
		const isHandedOver = before !== undefined && clock.now() >= earlier(before.end, lead);
		const life = {
			fingerprint: held.token.fingerprint,
			end: absolute.earliest,
			isCalm: lives.length % 2 === 0,
			isHandedOver: false,
		};
		lives = [...lives.slice(0, -1), ...(before === undefined ? [] : [{...before, isHandedOver}]), life];
		born(life);
	});

	const isNear = ({end}: Life, from: Instant, to: Instant) =>
		from < later(end, seconds(15)) && to > earlier(end, minutes(4));

	return {
		all: () => lives,
		deaths: (): readonly Death[] => deaths,
		/** Whether the network is to be left alone at some time in this span; just after a hand-over its end is still near. */
		isSpared: (from: Instant, to: Instant) =>
			lives.length === 0 || lives.slice(-2).some(life => life.isCalm && isNear(life, from, to)),
		/** Around the sign-in ahead of the end of the latest token, and around its end, also when that has been handed over. */
		rushes: (): readonly Rush[] =>
			lives.slice(-2).flatMap(({end, isHandedOver}, index, {length}) =>
				index === length - 1 || isHandedOver
					? [
							{from: earlier(end, seconds(125)), to: earlier(end, seconds(110))},
							{from: earlier(end, seconds(10)), to: later(end, seconds(10))},
						]
					: [],
			),
	};
}
