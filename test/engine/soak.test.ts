import {describe, expect, test} from 'vitest';
import {createCertificate} from '../../source/simulator/certificate.ts';
import {soak} from '../support/soak.ts';
import {reportOf} from '../support/soak-report.ts';

const certificate = createCertificate();

/** What `npm run bench:soak` does for a week, and with memory. */
describe('a day on a rough network, with twelve hand-overs', () => {
	test.each([
		['fresh', 1],
		['reuse', 2],
	] as const)(
		'where the server gives a %s token: whoever asks through the session loses nothing',
		async (server, signIns) => {
			const soaked = await soak({server, days: 1, seed: 3, certificate: await certificate});
			const {phase, handOvers, deaths, polls, logins, tickles, revokes} = reportOf(soaked);
			expect(handOvers.calm).toBeGreaterThanOrEqual(3);
			expect(polls.atCalmHandOvers.all).toBeGreaterThan(150 * handOvers.calm);
			expect(polls.atCalmHandOvers.failed).toBe(0);
			expect(polls.undisturbed.failed).toBe(0);
			expect(logins.atCalmHandOvers.done).toBe(signIns * handOvers.calm);
			expect(logins.others.done).toBeLessThanOrEqual(logins.others.most);
			expect(tickles.accepted.done / tickles.accepted.planned).toBeCloseTo(1, 1);
			expect(tickles.failed.done).toBeLessThanOrEqual(tickles.failed.most);
			expect([phase, deaths.avoidable, logins.tooSoon, revokes]).toEqual(['active', 0, 0, 0]);
		},
		120_000,
	);
});
