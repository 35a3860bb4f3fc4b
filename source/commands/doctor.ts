import {type Check, tally} from '../domain/doctor.ts';
import {doctorReport} from '../domain/doctor-report.ts';
import {storageFinding, tokenFinding} from '../domain/doctor-session.ts';
import type {FoldersFacts} from '../domain/doctor-stores.ts';
import {wayInWords} from '../domain/profile-in-words.ts';
import {safeText} from '../domain/server-text.ts';
import type {CommandContext, RunCommand} from './command.ts';
import {checkWay} from './doctor-appliance.ts';
import {checkMachine} from './doctor-machine.ts';
import {chooseSubjects, type Subject} from './doctor-subjects.ts';
import {sectionText} from './doctor-text.ts';
import {exitCodeOfFailure, exitCodes} from './exit-code.ts';
import {hasOption} from './option-values.ts';
import {standingOf} from './status-report.ts';

/** Looks at this machine and at the way to appliances. It changes nothing, signs in nowhere, and sends neither password nor token. */
export const run: RunCommand = async (invocation, context) => {
	const {ports, output, stop} = context;
	const folders = await ports.surroundings.lookAtFolders();
	const {settings} = folders.stored;
	const profiles = settings.ok ? (settings.value?.settings.profiles ?? []) : [];
	const chosen = chooseSubjects(profiles, invocation, context);
	if (!chosen.ok) return chosen.failure;
	const subjects = chosen.value;
	const isJson = hasOption(invocation, 'json');
	const found: Check[] = [];

	function tell(heading: string, checks: readonly Check[]): void {
		if (stop.aborted) return;
		found.push(...checks);
		if (isJson) return;
		const width = context.input.isTerminal.stdout ? context.input.canvas().columns : undefined;
		output.data(`${sectionText(heading, checks, width)}\n`);
	}

	const line = createLine(mostAtOnce);
	const ways = subjects.map(subject => line(() => checkSubject(subject, folders, context)));
	tell('This machine', await checkMachine(context, folders, subjects));
	for (const [index, way] of ways.entries()) {
		const subject = subjects[index];
		if (subject !== undefined) tell(headingOf(subject), await way);
	}
	if (stop.aborted) return exitCodes.interrupted;
	if (isJson) output.data(JSON.stringify(doctorReport(found, ports.clock.now()), undefined, 2));
	else {
		output.data(tally(found));
		if (subjects.length === 0) output.hint('to try the way to an appliance: svt-tui doctor HOST');
	}
	return gravest(found);
};

/** Appliances that are looked at side by side. */
const mostAtOnce = 6;

async function checkSubject(
	subject: Subject,
	{stored: {records}}: FoldersFacts,
	{ports, stop}: CommandContext,
): Promise<readonly Check[]> {
	const way = await checkWay(ports, subject, stop);
	const {profile} = subject;
	if (profile === undefined || stop.aborted) return way;
	const now = ports.clock.now();
	const record = records.find(each => each.profile === profile.name);
	const standing = standingOf(profile, record, now, ports.isRunning);
	const store = profile.storage === 'keychain' ? undefined : await ports.secretsFor(profile.storage).check();
	const problem = store === undefined || store.ok ? undefined : store.failure;
	const own = [storageFinding(profile, problem), tokenFinding(standing, subject.about)];
	return [...way, ...own.map(finding => ({...finding, subject: subject.name, took: undefined}))];
}

function headingOf({name, address: {origin, proxy}}: Subject): string {
	const place = name === origin ? origin : `${name}  ${origin}`;
	return safeText(proxy === undefined ? place : `${place}  ${wayInWords(proxy)}`, 200);
}

/** First what may be an attack, then what keeps from working, the way to the appliance before this machine. */
const gravity: readonly number[] = [
	exitCodes.certificate,
	exitCodes.unreachable,
	exitCodes.serverError,
	exitCodes.credentialsRefused,
	exitCodes.signInNeeded,
	exitCodes.keychain,
	exitCodes.unexpected,
];

function gravest(checks: readonly Check[]): number {
	const codes = checks.flatMap(({failure}) => (failure === undefined ? [] : [exitCodeOfFailure(failure)]));
	return gravity.find(code => codes.includes(code)) ?? exitCodes.ok;
}

/** So many pieces of work at once; the others wait for their turn. */
function createLine(most: number) {
	const turns: Array<Promise<unknown>> = [];
	return <Value>(work: () => Promise<Value>): Promise<Value> => {
		const before = turns[turns.length - most] ?? Promise.resolve();
		const turn = before.then(work);
		turns.push(turn);
		return turn;
	};
}
