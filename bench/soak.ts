/**
 * Seven days of a session's life over real HTTPS, in story time, with each kind of server; ends with 1 when a limit is not met.
 *
 *     npm run bench:soak [-- DAYS [SEED]]
 *
 * The idle limit is that of real life, 10 min; the absolute limit is 2 h, so that there are twelve hand-overs a day and not one. The
 * network has blips of 45 s twice an hour, outages of minutes four times a day, hangs up now and then, and the service restarts; every
 * other hand-over is spared, at each of the others something happens. A client asks through the session for minutes to an hour and
 * rests for as long or longer; around each hand-over it asks every 100 to 250 ms. All by a seed: numbers differ little between runs.
 */
import {setFlagsFromString} from 'node:v8';
import {runInNewContext} from 'node:vm';
import {createCertificate} from '../source/simulator/certificate.ts';
import {soak} from '../test/support/soak.ts';
import {reportOf, type SoakReport} from '../test/support/soak-report.ts';

type Memory = {readonly heap: number; readonly resident: number; readonly alarms: number};
type Line = {readonly name: string; readonly value: string; readonly limit?: string; readonly isMet?: boolean};

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');
const days = Number(process.argv[2] ?? 7);
const seed = Number(process.argv[3] ?? 1);
const certificate = await createCertificate();

for (const server of ['fresh', 'reuse'] as const) {
	const memory: Memory[] = [];
	const startedAt = performance.now();
	const soaked = await soak({server, days, seed, certificate, onDay: (_day, alarms) => memory.push(measured(alarms))});
	const took = ((performance.now() - startedAt) / 1000).toFixed(0);
	const words = server === 'fresh' ? 'a server that gives fresh tokens' : 'a server that gives the living token again';
	process.stdout.write(`${words}: ${days} days in ${took} s\n\n`);
	const lines = [...linesOf(reportOf(soaked)), ...memoryLines(memory)];
	for (const line of lines) process.stdout.write(`${shown(line)}\n`);
	process.stdout.write('\n');
	if (lines.some(({isMet}) => isMet === false)) process.exitCode = 1;
}

function measured(alarms: number): Memory {
	collect();
	collect();
	const {heapUsed, rss} = process.memoryUsage();
	return {heap: heapUsed, resident: rss, alarms};
}

function linesOf({phase, handOvers, troubles, restarts, deaths, polls, logins, tickles, revokes}: SoakReport): Line[] {
	const {atCalmHandOvers, undisturbed, disturbed} = polls;
	const {accepted, failed} = tickles;
	const off = accepted.done / accepted.planned - 1;
	const ofAll = ({all, failed: count}: typeof disturbed) => `${count} of ${all}`;
	return [
		{name: 'troubles of the network, restarts of the service', value: `${troubles}, ${restarts}`},
		{name: 'hand-overs, spared and in trouble', value: `${handOvers.calm}, ${handOvers.rough}`},
		{name: 'the session at the end', value: phase, limit: 'active', isMet: phase === 'active'},
		{name: 'idle deaths that could be avoided', value: `${deaths.avoidable}`, ...atMost(deaths.avoidable, 0)},
		{name: 'idle deaths in all', value: `${deaths.all}`},
		{
			name: 'failed requests at spared hand-overs',
			value: ofAll(atCalmHandOvers),
			...atMost(atCalmHandOvers.failed, 0),
		},
		{name: 'the longest of them', value: `${(atCalmHandOvers.longest / 1000).toFixed(2)} s`},
		{
			name: 'failed requests elsewhere, out of trouble',
			value: ofAll(undisturbed),
			...atMost(undisturbed.failed, 0),
		},
		{name: 'failed requests in trouble, and for a minute after', value: ofAll(disturbed)},
		{
			name: 'sign-ins at spared hand-overs',
			value: `${logins.atCalmHandOvers.done}`,
			limit: `${logins.atCalmHandOvers.planned}`,
			isMet: logins.atCalmHandOvers.done === logins.atCalmHandOvers.planned,
		},
		{name: 'other sign-ins', value: `${logins.others.done}`, ...atMost(logins.others.done, logins.others.most)},
		{name: 'sign-ins sooner than the guard allows', value: `${logins.tooSoon}`, ...atMost(logins.tooSoon, 0)},
		{
			name: `accepted tickles, of ${accepted.planned} by the plan`,
			value: `${accepted.done} (${(100 * off).toFixed(1)} %)`,
			limit: '± 5 %',
			isMet: Math.abs(off) <= 0.05,
		},
		{name: 'other tickles', value: `${failed.done}`, ...atMost(failed.done, failed.most)},
		{name: 'tokens revoked', value: `${revokes}`, ...atMost(revokes, 0)},
	];
}

function memoryLines(memory: readonly Memory[]): Line[] {
	const [first, last] = [memory[0], memory.at(-1)];
	if (first === undefined || last === undefined || first === last) return [];
	const growth = last.heap / first.heap - 1;
	const megabytes = (bytes: number) => (bytes / 1_000_000).toFixed(1);
	return [
		{
			name: 'heap after the first and the last day',
			value: `${megabytes(first.heap)}, ${megabytes(last.heap)} MB (${(100 * growth).toFixed(1)} %)`,
			limit: '≤ + 10 %',
			isMet: growth <= 0.1,
		},
		{name: 'resident set', value: `${megabytes(first.resident)}, ${megabytes(last.resident)} MB`},
		{name: 'alarms set', value: `${first.alarms}, ${last.alarms}`, ...atMost(last.alarms, 20)},
	];
}

function atMost(count: number, most: number) {
	return {limit: `≤ ${most}`, isMet: count <= most};
}

function shown({name, value, limit, isMet}: Line): string {
	const verdict = isMet === undefined ? '' : isMet ? '  ok' : '  FAIL';
	return `  ${name.padEnd(52)}${value.padStart(24)}  ${(limit ?? '').padStart(8)}${verdict}`.trimEnd();
}
