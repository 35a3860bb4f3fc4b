import type {Exchange} from '../appliance-port.ts';
import {isDead, tokenForUse} from '../domain/session-use.ts';
import {type Duration, milliseconds, seconds, until} from '../domain/time.ts';
import type {Token} from '../domain/token.ts';
import type {Clock} from '../ports.ts';
import type {SessionEngine} from './session-engine.ts';

/** How long a request is held in all while the session gets its next token. */
const longestHold = seconds(5);

type Ask<Answered extends Exchange<unknown>> = (token: Token) => Promise<Answered>;

/**
 * Lets requests pass through a session: each goes out with the token of the moment, counts as use, is held while one token takes the
 * place of another, and is sent once more if the token was refused meanwhile. After `signal` nothing is held any more.
 */
export function createPassage(engine: SessionEngine, clock: Clock, signal?: AbortSignal) {
	/** Undefined when there is no session, or its next token did not come in time. */
	async function send<Answered extends Exchange<unknown>>(ask: Ask<Answered>): Promise<Answered | undefined> {
		const since = clock.now();
		const token = await tokenOtherThan(undefined, longestHold);
		const held = until(clock.now(), since);
		if (token === undefined) return undefined;
		const exchange = await asked(token, ask);
		if (exchange.outcome.ok || !isDead(exchange.outcome.failure)) return exchange;
		const next = await tokenOtherThan(token, milliseconds(longestHold - held));
		return next === undefined ? exchange : asked(next, ask);
	}

	async function asked<Answered extends Exchange<unknown>>(token: Token, ask: Ask<Answered>): Promise<Answered> {
		const exchange = await ask(token);
		const {sentAt, receivedAt, outcome} = exchange;
		const refusal = outcome.ok ? undefined : outcome.failure;
		engine.dispatch({type: 'token-used', fingerprint: token.fingerprint, sentAt, receivedAt, refusal});
		return exchange;
	}

	/** The session's token, waited for while it is about to come; undefined when it does not. */
	function tokenOtherThan(refused: Token | undefined, patience: Duration): Promise<Token | undefined> {
		return new Promise(resolve => {
			const look = () => {
				const session = engine.getSnapshot();
				const token = tokenForUse(session, clock.now());
				if (token === 'wait') return;
				const isOther = token !== 'none' && refused?.bearer.matches(token.bearer) !== true;
				// The one that is in reserve may be the refused one: then only the next will do.
				if (isOther || session.phase.name !== 'signing-in') finish(isOther ? token : undefined);
			};
			const finish = (token: Token | undefined) => {
				unsubscribe();
				cancelLimit();
				signal?.removeEventListener('abort', giveUp);
				resolve(token);
			};
			const giveUp = () => finish(undefined);
			const unsubscribe = engine.subscribe(look);
			const cancelLimit = clock.after(patience, giveUp);
			signal?.addEventListener('abort', giveUp);
			if (signal?.aborted === true) giveUp();
			else look();
		});
	}

	return {send};
}
