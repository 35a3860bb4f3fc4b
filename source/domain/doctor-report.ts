import {type Check, checkTitles} from './doctor.ts';
import type {Instant} from './time.ts';
import {isoSecond} from './time-in-words.ts';

/** What `doctor --json` prints: schema `svt-tui/doctor/v1`. What is not known is null. */
export const doctorReport = (checks: readonly Check[], now: Instant) => ({
	schema: 'svt-tui/doctor/v1',
	generatedAt: isoSecond(now),
	checks: checks.map(({id, subject, result, detail, advice, took}) => ({
		id,
		subject: subject ?? null,
		result,
		title: checkTitles[id],
		detail,
		advice: advice.map(({text, command}) => ({text, command: command ?? null})),
		tookMs: took === undefined ? null : Math.max(0, Math.round(took)),
	})),
});
