/**
 * How many sessions a day a rule for keeping them alive loses on a bad network, in simulated time.
 *
 *     npm run bench:keep-alive [-- DAYS]      400 days a model unless told
 *
 * Each day has its own outages, the same for all rules: blips of 45 s twice an hour, and VPN drops of 4 min every other hour (means;
 * exponential). A request in an outage gets no answer. The server ends a session that no request reached for 10 min; a person signs in
 * again as soon as the network allows. The floor is what no client can bridge: outages longer than the limit.
 */
import {type Duration, hours, type Instant, instant, later, minutes, seconds, until} from '../source/domain/time.ts';
import {createRandom} from '../test/support/seeded-random.ts';
import {everyNineMinutes, likeVault, ours, type Rule, stopsAtFirstError} from './keep-alive-rules.ts';

type Outage = {readonly from: Instant; readonly to: Instant};
type Model = {readonly name: string; readonly every: Duration; readonly lasts: Duration};

const models: readonly Model[] = [
	{name: 'blips', every: minutes(30), lasts: seconds(45)},
	{name: 'VPN drops', every: hours(2), lasts: minutes(4)},
];
const rules: readonly Rule[] = [ours, everyNineMinutes, likeVault, stopsAtFirstError];
const idleLimit = minutes(10);
const day = hours(24);
const days = Number(process.argv[2] ?? 400);

process.stdout.write(`sessions lost a day, ${days} days a model (95 % of the mean within ±)\n\n`);
process.stdout.write(`${''.padEnd(22)}${models.map(({name}) => name.padStart(18)).join('')}   requests a day\n`);
for (const rule of rules) {
	const results = models.map((model, index) => daysOf(model, index).map(outages => dayOf(rule, outages)));
	const cells = results.map(result => meanWithError(result.map(({lost}) => lost)).padStart(18));
	const requests = mean(results.flat().map(result => result.requests));
	process.stdout.write(`${rule.name.padEnd(22)}${cells.join('')}${requests.toFixed(0).padStart(17)}\n`);
}
const floors = models.map((model, index) =>
	meanWithError(
		daysOf(model, index).map(outages => outages.filter(({from, to}) => until(to, from) >= idleLimit).length),
	),
);
process.stdout.write(`${'nobody could keep'.padEnd(22)}${floors.map(text => text.padStart(18)).join('')}\n`);

function daysOf(model: Model, index: number): readonly (readonly Outage[])[] {
	return Array.from({length: days}, (_, number) => outagesOf(model, createRandom(number * 2 + index + 1)));
}

function outagesOf({every, lasts}: Model, random: () => number): readonly Outage[] {
	const outages: Outage[] = [];
	for (let at = span(every, random); at < day; ) {
		const to = at + span(lasts, random);
		outages.push({from: instant(at), to: instant(to)});
		at = to + span(every, random);
	}
	return outages;
}

function span(average: Duration, random: () => number): number {
	return -average * Math.log(1 - random());
}

/** Plays one day: what the rule asks for reaches the server, or does not. */
function dayOf(rule: Rule, outages: readonly Outage[]): {readonly lost: number; readonly requests: number} {
	const isOut = (at: Instant) => outages.some(({from, to}) => at >= from && at < to);
	const client = rule.start(idleLimit, createRandom(outages.length + 7));
	let touchedAt = instant(0);
	let lost = 0;
	let requests = 0;
	for (let at = client.nextAt(); at !== undefined && at < day; at = client.nextAt()) {
		requests += 1;
		if (isOut(at)) {
			client.failed(at);
		} else if (until(at, touchedAt) <= idleLimit) {
			touchedAt = at;
			client.accepted(at);
		} else {
			lost += 1;
			touchedAt = later(at, seconds(1));
			client.signedInAgain(touchedAt);
		}
	}
	// Whoever stopped asking has lost what was left of the day.
	return {lost: client.nextAt() === undefined ? lost + 1 : lost, requests};
}

function mean(numbers: readonly number[]): number {
	return numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
}

function meanWithError(numbers: readonly number[]): string {
	const average = mean(numbers);
	const variance = mean(numbers.map(each => (each - average) ** 2));
	return `${average.toFixed(2)} ± ${(1.96 * Math.sqrt(variance / numbers.length)).toFixed(2)}`;
}
