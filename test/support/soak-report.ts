import {type Duration, earlier, type Instant, later, scaled, seconds, until} from '../../source/domain/time.ts';
import {absoluteLimit, idleLimit, type Soaked} from './soak.ts';
import type {Life} from './soak-lives.ts';
import type {Poll} from './soak-polls.ts';
import {mostTicklesIn} from './tickle-bound.ts';

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);

/** What came of a soak, beside what was to come of it. */
export function reportOf(soaked: Soaked) {
	const {lives, polls, logins, deaths, troubles, session, server} = soaked;
	const calm = lives.filter(life => life.isHandedOver && life.isCalm);
	const rough = lives.filter(life => life.isHandedOver && !life.isCalm);
	const others = polls.filter(({at}) => !isAt(calm, at));
	// A sign-in that met a trouble is tried again a minute later.
	const isDisturbed = ({at, took}: Poll) => troubles.within(earlier(at, seconds(65)), later(at, took)).length > 0;
	const granted = logins.filter(login => login.granted);
	const atCalm = granted.filter(({at}) => isAt(calm, at)).length;
	const aHandOver = server === 'reuse' ? 2 : 1;
	const ends = troubles.restarts().length + deaths.length;
	const {sent, failed} = session.tickles;
	return {
		phase: session.phase.name,
		handOvers: {calm: calm.length, rough: rough.length},
		troubles: troubles.past().length,
		restarts: troubles.restarts().length,
		deaths: {
			all: deaths.length,
			avoidable: deaths.filter(({touchedAt}) => longestTrouble(soaked, touchedAt) < 0.6 * idleLimit).length,
		},
		polls: {
			atCalmHandOvers: counted(polls.filter(({at}) => isAt(calm, at))),
			undisturbed: counted(others.filter(poll => !isDisturbed(poll))),
			disturbed: counted(others.filter(isDisturbed)),
		},
		logins: {
			atCalmHandOvers: {done: atCalm, planned: aHandOver * calm.length},
			others: {
				done: granted.length - atCalm,
				most: 1 + aHandOver * rough.length + ends + logins.filter(({isLost}) => isLost).length,
			},
			tooSoon: tooSoon(logins.slice(1).map(({at}) => at)),
		},
		tickles: {
			accepted: {done: sent - failed, planned: plannedTickles(soaked)},
			failed: {done: failed, most: ends + sum(troubles.past().map(({from, to}) => mostIn(until(to, from))))},
		},
		revokes: soaked.revokes,
	};
}

export type SoakReport = ReturnType<typeof reportOf>;

const isAt = (ends: readonly Life[], at: Instant) =>
	ends.some(({end}) => at >= earlier(end, seconds(130)) && at <= later(end, seconds(15)));

const counted = (polls: readonly Poll[]) => ({
	all: polls.length,
	failed: polls.filter(({failed}) => failed).length,
	longest: Math.max(0, ...polls.map(({took}) => took)),
});

/** The longest time in which nothing good could come, in the idle time that a session died of. */
const longestTrouble = ({troubles}: Soaked, touchedAt: Instant) =>
	Math.max(0, ...troubles.within(touchedAt, later(touchedAt, idleLimit)).map(({from, to}) => until(to, from)));

/** Sign-ins against the rule of the login guard: a minute apart, six in a twenty-fourth of the limit. */
const tooSoon = (attempts: readonly Instant[]) =>
	attempts.filter((at, index) => {
		const isCloser = (before: Instant | undefined, span: Duration) => before !== undefined && until(at, before) < span;
		// As the server sees them: the way there may have been shorter the second time.
		return isCloser(attempts[index - 1], seconds(59)) || isCloser(attempts[index - 6], scaled(absoluteLimit, 1 / 24));
	}).length;

function mostIn(lasts: Duration): number {
	const {inTime, past} = mostTicklesIn({lasts, idleLimit});
	return inTime + past;
}

/** One after each three tenths of the limit in which nothing else was accepted and the network was there, and one to prove each new token. */
function plannedTickles({polls, logins, lives, troubles, end}: Soaked): number {
	const uses = [...polls.filter(({failed}) => !failed), ...logins.filter(({granted}) => granted)]
		.map(({at}) => at)
		.sort((one, other) => one - other);
	const between = uses.map((from, index) => {
		const to = uses[index + 1] ?? end;
		const troubled = sum(troubles.within(from, to).map(each => until(each.to, each.from)));
		return Math.floor((until(to, from) - troubled) / (0.3 * idleLimit));
	});
	return sum(between) + lives.length - 1;
}
