import type {RefusalGroup} from '../domain/auth-log-refusals.ts';
import {logEventReport, loggedSessionReport, logSummaryReport, refusalGroupReport} from '../domain/auth-log-report.ts';
import type {LogOptions} from './log-options.ts';
import type {Telling} from './log-tally.ts';
import type {Output} from './output.ts';

/** An object a line: each session as soon as no more is known of it, the groups of refusals and the summary at the end. */
export function createJsonTelling(output: Output, {token}: LogOptions): Telling {
	const print = (report: object) => output.data(JSON.stringify(report));
	/** Whose news have not been told. */
	const grown = new Set<RefusalGroup>();

	return {
		session: session => print(loggedSessionReport(session)),
		refusal: group => void grown.add(group),
		event(event) {
			if (token !== undefined) print(logEventReport(event));
		},
		caughtUp() {
			for (const group of grown) print(refusalGroupReport(group));
			grown.clear();
		},
		end({refusals, summary}) {
			for (const group of refusals) if (grown.has(group)) print(refusalGroupReport(group));
			print(logSummaryReport(summary));
		},
	};
}
