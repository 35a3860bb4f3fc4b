import {deathOf} from '../domain/death.ts';
import {eventReport} from '../domain/event-report.ts';
import {entriesSince} from '../domain/journal.ts';
import {knownEvents} from '../domain/known-events.ts';
import {failure, success} from '../domain/outcome.ts';
import {ownClocksAt} from '../domain/own-clocks.ts';
import {postMortem} from '../domain/post-mortem.ts';
import type {Profile} from '../domain/profile.ts';
import type {Refusal} from '../domain/refusal.ts';
import type {Session} from '../domain/session.ts';
import {standingRefusal} from '../domain/session-record.ts';
import {type Instant, until} from '../domain/time.ts';
import type {SessionEngine} from '../engine/session-engine.ts';
import type {SessionPorts} from '../engine/session-ports.ts';
import {createSessionRegistry} from '../engine/session-registry.ts';
import type {CommandContext, CommandPorts, Invocation, RunCommand} from './command.ts';
import {eventLine} from './event-line.ts';
import {exitCodeOfSignal, exitCodes} from './exit-code.ts';
import {intervalProblem, type KeepAliveOptions, readKeepAliveOptions} from './keep-alive-options.ts';
import {beginningWords, keeperDecided, leavingWords} from './keeper-words.ts';
import {beginInTime, ended} from './kept-session.ts';
import {signedOutOf, tellOnlyInMemory} from './no-session.ts';
import {hasOption} from './option-values.ts';
import {fail, type Output} from './output.ts';
import {chooseProfile, chooseProfiles, type Found, loadProfiles} from './profile-choice.ts';
import {reportRefusal, tellRefusal} from './refusal-words.ts';
import {refusedBefore} from './refused-password.ts';
import {isOfSecrets, storingProblems} from './session-words.ts';
import {removeStrayRecords} from './stray-records.ts';
import {unlockForUse} from './unlocked.ts';

/** Keeps sessions alive until they are over, it is time, or a signal comes; says what happens, and when they will end. */
export const run: RunCommand = async (invocation, context) => {
	const {ports, output} = context;
	const read = readKeepAliveOptions(invocation, ports.clock.now());
	if (!read.ok) return fail(output, exitCodes.usage, read.failure);
	const chosen = await profilesToKeep(invocation, context);
	if (!chosen.ok) return chosen.failure;
	for (const profile of chosen.value) {
		const problem = intervalProblem(profile, read.value.interval);
		if (problem !== undefined) return fail(output, exitCodes.usage, problem);
	}
	const storages = chosen.value.map(({storage}) => storage);
	const unlocked = await unlockForUse(storages, 'read', context);
	if (!unlocked.ok) return unlocked.failure;
	const isJson = hasOption(invocation, 'json');
	return keep(chosen.value, read.value, isJson ? jsonTelling(output) : lineTelling(output), context);
};

async function profilesToKeep(invocation: Invocation, context: CommandContext): Promise<Found<readonly Profile[]>> {
	const loaded = await loadProfiles(context);
	if (!loaded.ok) return loaded;
	const isNamed = invocation.words.length > 0 || invocation.options.profile !== undefined;
	const isAll = hasOption(invocation, 'all');
	if (isNamed && isAll) return failure(fail(context.output, exitCodes.usage, 'take either profiles or --all'));
	if (isNamed || (isAll && loaded.value.profiles.length > 0)) return chooseProfiles(loaded.value, invocation, context);
	const one = chooseProfile(loaded.value, invocation, context);
	return one.ok ? success([one.value]) : one;
}

type Telling = {
	readonly event: (profile: string, entry: Session['journal'][number]) => void;
	readonly end: (session: Session) => void;
};

async function keep(
	profiles: readonly Profile[],
	{interval, renew, end}: KeepAliveOptions,
	telling: Telling,
	context: CommandContext,
): Promise<number> {
	const {ports, output, stop, loadAhead} = context;
	await loadAhead();
	const registry = createSessionRegistry(portsKeeping(profiles, ports));
	const over = profiles.map(async profile => {
		const wished = {
			keepAlive: true,
			renew: renew ?? profile.renew,
			tickleInterval: interval ?? profile.tickleInterval,
		};
		const refused = standingRefusal(profile, await ports.records.read(profile.name));
		if (refused !== undefined && wished.renew === 'auto') output.talk(`${profile.name}: ${refusedBefore}`);
		const engine = registry.open({...profile, ...wished});
		tellEvents(engine, telling);
		await beginInTime(engine, ports.clock);
		await keeperDecided(engine);
		const words = beginningWords(engine.getSnapshot(), ports.clock.now());
		if (words !== undefined) output.talk(words);
		const code = await ended(engine);
		await tellDeath(engine.getSnapshot(), context);
		telling.end(engine.getSnapshot());
		return code;
	});
	const code = await first([Promise.all(over).then(codes => codes.find(each => each !== exitCodes.ok)), end], context);
	await registry.stop();
	await removeStrayRecords(profiles, context);
	const now = ports.clock.now();
	for (const session of registry.getSnapshot()) {
		const words = leavingWords(session, now);
		if (words !== undefined) output.talk(words);
	}
	return stop.aborted ? exitCodeOfSignal(String(stop.reason)) : (code ?? exitCodes.ok);
}

/** What comes first: the end of all sessions, the time to end, or a signal. */
function first(
	[over, end]: readonly [Promise<number | undefined>, Instant | undefined],
	{ports: {clock}, stop}: CommandContext,
): Promise<number | undefined> {
	return new Promise((resolve, reject) => {
		const cancel = end === undefined ? () => undefined : clock.after(until(end, clock.now()), () => resolve(undefined));
		const finish = (code: number | undefined) => {
			cancel();
			resolve(code);
		};
		over.then(finish, reject);
		stop.addEventListener('abort', () => finish(undefined));
		if (stop.aborted) finish(undefined);
	});
}

/** The wishes of one run are not what the profile says from then on. */
function portsKeeping(profiles: readonly Profile[], ports: CommandPorts): SessionPorts {
	const save: SessionPorts['profiles']['save'] = profile => {
		const kept = profiles.find(({name}) => name === profile.name);
		const wishes = kept && {keepAlive: kept.keepAlive, renew: kept.renew, tickleInterval: kept.tickleInterval};
		return ports.profiles.save({...profile, ...wishes});
	};
	return {...ports, profiles: {...ports.profiles, save}};
}

/** Each entry of the journal once, as it comes. */
function tellEvents(engine: SessionEngine, {event}: Telling): void {
	let told: Session['journal'] = [];
	engine.subscribe(() => {
		const {journal, profile} = engine.getSnapshot();
		for (const entry of entriesSince(told, journal)) event(profile.name, entry);
		told = journal;
	});
}

/** How it came to its end, where there was one. */
async function tellDeath(session: Session, {ports, output}: CommandContext): Promise<void> {
	const {profile, phase} = session;
	if (phase.name !== 'expired' && phase.name !== 'blocked') return;
	const events = knownEvents(await ports.eventLog.read(profile.name), session);
	const death = deathOf(session, events);
	if (death !== undefined) output.talk(`${profile.name}: ${postMortem(events, death, ports.clock.now())}`);
}

const lineTelling = (output: Output): Telling => ({
	event: (profile, entry) => output.data(eventLine(profile, entry)),
	end: session => tellEnd(session, output, tellRefusal),
});

const jsonTelling = (output: Output): Telling => ({
	event: (profile, entry) => output.data(JSON.stringify(eventReport(profile, entry))),
	end: session => tellEnd(session, output, reportRefusal),
});

/** Why a session goes on no more: the refusal, or that nobody is there to sign in. */
function tellEnd(session: Session, output: Output, tell: typeof reportRefusal): void {
	const {phase, profile} = session;
	const isStored = session.passwordStored && session.refusedPassword === undefined;
	const refusal = refusalOf(session);
	if (refusal !== undefined) {
		const ownClocks = phase.name === 'expired' ? ownClocksAt(phase.deadlines, profile.idleLimit, phase.at) : undefined;
		tell(refusal, {profile, isStored, ownClocks}, output);
		return;
	}
	const isSignedOut = session.journal.at(-1)?.happening.what.startsWith('signed-out') === true;
	if (phase.name === 'signed-out' && isSignedOut) {
		output.error(`${profile.name}: ${signedOutOf}`);
		output.hint(`sign in again: svt-tui login ${profile.name}`);
		return;
	}
	const problems = phase.name === 'signed-out' ? storingProblems(session) : [];
	const text = phase.name === 'expired' ? 'the session is over' : 'there is no session to keep alive';
	if (phase.name === 'signed-out' && problems.length === 0 && profile.storage === 'memory') {
		tellOnlyInMemory(profile, output);
		return;
	}
	const texts = problems.length > 0 ? problems.map(problem => problem.text) : [text];
	for (const each of texts) output.error(`${profile.name}: ${each}`);
	if (!problems.some(isOfSecrets)) output.hint(`sign in again: svt-tui login ${profile.name}`);
}

function refusalOf({phase}: Session): Refusal | undefined {
	if (phase.name === 'signed-out' || phase.name === 'blocked') return phase.refusal;
	if (phase.name !== 'active' && phase.name !== 'expired') return undefined;
	if (phase.tickle.state === 'stopped') return phase.tickle.refusal;
	return phase.name === 'expired' ? phase.refusal : undefined;
}
