import {createHttpEndpoint} from '../../source/adapters/http-endpoint.ts';
import type {ApiAnswer, Appliance} from '../../source/appliance-port.ts';
import {printAnswer} from '../../source/commands/api-answer.ts';
import {createOutput} from '../../source/commands/output.ts';
import {reportRefusal, tellRefusal} from '../../source/commands/refusal-words.ts';
import type {Address} from '../../source/domain/address.ts';
import type {Refusal} from '../../source/domain/refusal.ts';
import {Secret} from '../../source/domain/secret.ts';
import {seconds} from '../../source/domain/time.ts';
import {createFakeClock} from './fake-clock.ts';
import type {Ask, FuzzCase} from './fuzz-case.ts';
import {type HostileOptions, type HostileServer, sharedCertificate, startHostileServer} from './hostile-server.ts';
import {profileNamed} from './sessions.ts';

/** What came of one case. */
export type FuzzEnd = {
	/** A kind of refusal, or `accepted`. */
	readonly kind: string;
	/** All that a person would be shown of it. */
	readonly said: string;
};

const timeout = seconds(10);
const password = new Secret('canary-password-5up3r');
const bearer = new Secret('canary-token-0123456789abcdef');

/** Everything but line breaks that a terminal would obey, or that would turn a text around. */
export const controls =
	/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]|\p{Cs}/u;

/** A server that does as a case says. Those of the stage before TLS come from a port of their own. */
export async function createFuzzServer() {
	let current: FuzzCase | undefined;
	let written = 0;
	const answer = (socket: Socket) => void write(socket, current).then(() => (written += 1));
	const raw = await startHostileServer({onConnection: answer});
	const secure = await startHostileServer({reply: answer});
	const proxy = await startHostileServer({protocol: 'plain', reply: answer});
	const {sha256} = await sharedCertificate();
	const trust = {mode: 'pinned', sha256} as const;
	return {
		trust,
		origin: originOf(secure),
		/** From now on each connection gets this; gives back where, and by which way. */
		answers(fuzz: FuzzCase): Pick<Address, 'origin' | 'proxy'> {
			current = fuzz;
			written = 0;
			if (fuzz.stage === 'proxy') return {origin: originOf(secure), proxy: proxy.origin};
			return {origin: originOf(fuzz.stage === 'raw' ? raw : secure)};
		},
		/** Whether all that it has to say was said. */
		isDone: () => written > 0,
		async stop() {
			await Promise.all([raw.stop(), secure.stop(), proxy.stop()]);
		},
	};
}

/** The real adapter, asked by a server that does as told; time stands until nothing comes any more. */
export async function createFuzzTarget() {
	const clock = createFakeClock();
	const appliance = createHttpEndpoint({clock});
	const server = await createFuzzServer();

	return {
		/** Throws where a rule is broken: a throw of the adapter, no end in time, a control byte, a secret, a text without end. */
		async play(fuzz: FuzzCase): Promise<FuzzEnd> {
			const asked = ask(appliance, fuzz.ask, {...server.answers(fuzz), trust: server.trust, timeout});
			let end: Answered | undefined;
			const ended = asked.then(answered => {
				end = answered;
			});
			await turns(() => end !== undefined || server.isDone(), 50_000);
			await turns(() => end !== undefined, fuzz.ending === 'silent' ? 300 : 5000);
			// Whatever is missing, the adapter's own limits end it.
			clock.advance(timeout);
			await turns(() => end !== undefined, 50_000);
			if (end === undefined) throw new Error('it does not come to an end');
			await ended;
			if (clock.alarms() > 0) throw new Error('an alarm is left behind');
			appliance.dropConnections();
			return judged(end);
		},
		async stop() {
			await appliance.close();
			await server.stop();
		},
	};
}

const originOf = ({port}: HostileServer) => `https://127.0.0.1:${port}`;

type Answered = {readonly refusal: Refusal | undefined; readonly answer?: ApiAnswer | undefined};
type Bounded = Parameters<Appliance['readVersion']>[0];

async function ask(appliance: Appliance, what: Ask, to: Bounded): Promise<Answered> {
	const asBearer = {...to, grant: 'password', bearer} as const;
	switch (what) {
		case 'login': {
			const {outcome} = await appliance.requestToken({...to, grant: 'password', username: 'administrator', password});
			return {refusal: outcome.ok ? undefined : outcome.failure};
		}
		case 'request': {
			const request = {...asBearer, method: 'GET', path: '/api/hosts', headers: {}, body: undefined} as const;
			const {outcome, answer} = await appliance.request(request);
			return {refusal: outcome.ok ? undefined : outcome.failure, answer};
		}
		case 'look': {
			const look = await appliance.lookAtCertificate(to);
			return {refusal: look.ok ? undefined : look.failure};
		}
		case 'tickle':
		case 'revoke':
		case 'version': {
			const {outcome} = await (what === 'version' ? appliance.readVersion(to) : appliance[what](asBearer));
			return {refusal: outcome.ok ? undefined : outcome.failure};
		}
	}
}

/** All that the program would say of it, to a person at a terminal and as JSON. */
function judged({refusal, answer}: Answered): FuzzEnd {
	let said = '';
	const take = (text: string | Uint8Array) => {
		said += typeof text === 'string' ? text : '';
	};
	const output = createOutput({stdout: take, stderr: take});
	const profile = profileNamed('dc1');
	if (refusal !== undefined) {
		tellRefusal(refusal, {profile}, output);
		reportRefusal(refusal, {profile}, output);
	}
	const input = {isTerminal: {stdout: true}} as never;
	if (answer !== undefined) printAnswer(answer, {isIncluded: true}, {output, input} as never);
	const control = controls.exec(said);
	if (control !== null)
		throw new Error(
			`a control byte reaches a person: ${JSON.stringify(said.slice(Math.max(0, control.index - 40), control.index + 40))}`,
		);
	for (const secret of [password, bearer]) {
		if (refusal !== undefined && JSON.stringify(refusal).includes(secret.reveal()))
			throw new Error('a secret stands in the refusal');
	}
	if (refusal !== undefined && JSON.stringify(refusal).length > 20_000) throw new Error('the refusal has no bounds');
	return {kind: refusal?.kind ?? 'accepted', said};
}

type Socket = Parameters<NonNullable<HostileOptions['reply']>>[0];

async function write(socket: Socket, fuzz: FuzzCase | undefined): Promise<void> {
	if (fuzz === undefined) return;
	for (const piece of fuzz.pieces) {
		if (!socket.writable) break;
		socket.write(piece);
		await turn();
	}
	if (fuzz.ending === 'closed') socket.end();
	if (fuzz.ending === 'reset') socket.destroy();
}

const turn = () => new Promise<void>(resolve => setImmediate(resolve));

export async function turns(isOver: () => boolean, most: number): Promise<void> {
	for (let count = 0; count < most && !isOver(); count += 1) await turn();
}
