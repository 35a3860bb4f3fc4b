import type {Exchange} from '../appliance-port.ts';
import type {Profile} from '../domain/profile.ts';
import {createSession, isCertain, isLooking, type Session} from '../domain/session.ts';
import {isRenewed} from '../domain/session-renewal.ts';
import type {Token} from '../domain/token.ts';
import {createPassage} from '../engine/passage.ts';
import {createSessionEngine, type SessionEngine} from '../engine/session-engine.ts';
import type {CommandContext, CommandPorts} from './command.ts';
import {begin} from './kept-session.ts';
import {runningKeeper} from './running-keeper.ts';

/** `exchange` is undefined when there was no token to send the request with: the session says why. */
type Passed<Answered> = {readonly exchange: Answered | undefined; readonly session: Session};

/**
 * Sends a request through the stored session. Whoever keeps that goes on keeping it: this process only uses it, and signs in when the
 * profile renews by itself and nobody else is there to do it.
 */
export async function sendThroughSession<Answered extends Exchange<unknown>>(
	profile: Profile,
	ask: (token: Token) => Promise<Answered>,
	{ports, stop}: CommandContext,
): Promise<Passed<Answered>> {
	const keeper = await keeperOf(profile, ports);
	// Whoever keeps it may have been told to for this one day.
	const renew = keeper?.renew ?? profile.renew;
	const onlooker = {...createSession({...profile, renew}, profile.savePassword), keepAlive: false};
	const engine = createSessionEngine(onlooker, ports);
	const giveUp = () => void engine.stop();
	stop.addEventListener('abort', giveUp);
	if (stop.aborted) giveUp();
	await begin(engine);
	const cancelRenewal = profile.renew === 'auto' ? renewWhereNobodyDoes(engine, ports) : () => undefined;
	const exchange = await createPassage(engine, ports.clock, stop).send(ask);
	cancelRenewal();
	await engine.stop();
	stop.removeEventListener('abort', giveUp);
	return {exchange, session: engine.getSnapshot()};
}

/** Once: what comes of it is what there is. */
function renewWhereNobodyDoes(engine: SessionEngine, ports: CommandPorts): () => void {
	let isLeft = false;
	const unsubscribe = engine.subscribe(look);
	look();
	return unsubscribe;

	function look(): void {
		if (isLeft || !isWaiting(engine.getSnapshot())) return;
		isLeft = true;
		void renewUnlessKept();
	}

	async function renewUnlessKept(): Promise<void> {
		const keeper = await keeperOf(engine.getSnapshot().profile, ports);
		const isLeftToUs = keeper === undefined && isWaiting(engine.getSnapshot());
		if (isLeftToUs) engine.dispatch({type: 'stored-sign-in-requested', by: 'program'});
	}
}

/** What the process that keeps the session does at its end; undefined while none keeps it. */
async function keeperOf(
	{name, origin, username}: Profile,
	{records, isRunning, clock}: CommandPorts,
): Promise<Pick<Profile, 'renew'> | undefined> {
	const record = await records.read(name);
	const isSame = record?.origin === origin && record.username === username;
	return isSame && runningKeeper(record, clock.now(), isRunning) !== undefined ? {renew: record.renew} : undefined;
}

/** Whether the session is over, and to go on by itself. */
const isWaiting = (session: Session) =>
	session.phase.name === 'expired' &&
	isCertain(session.phase) &&
	!session.phase.hasGivenUp &&
	!isLooking(session) &&
	isRenewed(session);
