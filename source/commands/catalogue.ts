import {apiSummary} from './api-summary.ts';
import type {CommandSummary} from './command.ts';
import {demoSummary} from './demo-summary.ts';
import {doctorSummary} from './doctor-summary.ts';
import {explainSummary} from './explain-summary.ts';
import {logSummary} from './log-summary.ts';
import {loginSummary} from './login-summary.ts';
import {
	keepAliveSummary,
	logoutSummary,
	profileSummary,
	statusSummary,
	tokenSummary,
	watchSummary,
} from './session-summaries.ts';
import {simulateSummary} from './simulate-summary.ts';

/** All commands, in the order of the help. */
export const catalogue: readonly CommandSummary[] = [
	loginSummary,
	watchSummary,
	keepAliveSummary,
	statusSummary,
	tokenSummary,
	apiSummary,
	logoutSummary,
	profileSummary,
	doctorSummary,
	explainSummary,
	logSummary,
	simulateSummary,
	demoSummary,
];
