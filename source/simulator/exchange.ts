import type {IncomingMessage, ServerResponse} from 'node:http';
import type {Duration} from '../domain/time.ts';
import type {Answer, ApplianceRequest, Reply} from './answer.ts';
import type {Appliance} from './appliance.ts';
import {breakAnswer} from './breakage.ts';
import type {SimulatorClock} from './clock.ts';
import type {Breakage, Fault, Incident} from './faults.ts';
import {readBody, readTarget, type Target} from './request-reading.ts';
import type {RequestNote, RequestRecords} from './request-records.ts';

export type ExchangeOptions = {
	readonly clock: SimulatorClock;
	readonly appliance: Appliance;
	readonly records: RequestRecords;
	readonly strike: (request: {readonly method: string; readonly path: string}) => readonly Fault[];
	/** What an incident or a breakage does beyond the one answer. */
	readonly onIncident: (incident: Exclude<Incident, {readonly type: 'delay' | 'node'}>) => void;
	readonly onOutage: (outage: Extract<Breakage, {readonly type: 'certificate' | 'refuse'}>) => Promise<void> | void;
	readonly reset: (incoming: IncomingMessage) => void;
};

const mostBody = 1024 * 1024;

/** Answers requests: reads one whole, lets the faults happen, asks the appliance, writes what came of it. */
export function createExchange(options: ExchangeOptions) {
	const {clock, appliance, records, strike, onIncident, onOutage, reset} = options;

	return async function serve(incoming: IncomingMessage, outgoing: ServerResponse, connection: number): Promise<void> {
		outgoing.on('error', () => outgoing.destroy());
		const target = readTarget(incoming.url ?? '/');
		const note = records.begin(incoming, {at: clock.now(), path: target.path, connection});
		await exchange(incoming, outgoing, target, note);
		note.finished();
	};

	async function exchange(
		incoming: IncomingMessage,
		outgoing: ServerResponse,
		{path, query}: Target,
		note: RequestNote,
	) {
		const method = incoming.method ?? '';
		const body = await readBody(incoming, mostBody, note.received);
		if (body === 'cut-off') return;
		const send = (reply: Reply) => void sendHead(reply, Buffer.byteLength(reply.body)).end(reply.body);
		if (body === 'too-large') {
			const message = 'Request body too large';
			send(closing(appliance.refused({status: 413, exception: 'BodyTooLargeException', message, path})));
			return;
		}
		const remoteAddress = incoming.socket.remoteAddress ?? '';
		const request = {method, path, query, headers: incoming.headers, body, remoteAddress};
		const {broken, node, gone} = await meet(strike({method, path}), note, pause);
		if (gone) return;
		if (broken === undefined) {
			send(await processed(request, note, node));
			return;
		}
		const needsAnswer = broken.late === true || broken.what.type === 'drip' || broken.what.type === 'cut';
		const answer = needsAnswer ? await processed(request, note, node) : undefined;
		const {what} = broken;
		if (what.type === 'reset') reset(incoming);
		else if (what.type === 'certificate' || what.type === 'refuse') await onOutage(what);
		else await breakAnswer(what, {outgoing, path, answer, refused: appliance.refused, send, sendHead, pause});

		function sendHead(reply: Reply, length?: number): ServerResponse {
			note.answered(reply.status);
			outgoing.sendDate = false;
			return outgoing.writeHead(reply.status, {
				Date: new Date(appliance.shownNow()).toUTCString(),
				...reply.headers,
				...(length === undefined ? {} : {'Content-Length': length}),
			});
		}

		function pause(delay: Duration): Promise<boolean> {
			return new Promise(resolve => {
				if (outgoing.destroyed) resolve(false);
				const gone = () => {
					cancel();
					resolve(false);
				};
				const cancel = clock.after(delay, () => {
					outgoing.off('close', gone);
					resolve(true);
				});
				outgoing.on('close', gone);
			});
		}
	}

	/** Lets all incidents happen, in order, up to the first breakage. */
	async function meet(faults: readonly Fault[], note: RequestNote, pause: (delay: Duration) => Promise<boolean>) {
		let node: number | undefined;
		for (const fault of faults) {
			const {what} = fault;
			note.struck(what.type);
			switch (what.type) {
				case 'delay':
					if (!(await pause(what.by))) return {broken: undefined, node, gone: true};
					break;
				case 'node':
					node = what.node;
					break;
				case 'restart':
				case 'idle':
				case 'skew':
				case 'close-idle':
					onIncident(what);
					break;
				case 'handshake':
					break;
				default:
					return {broken: {what, late: fault.late}, node, gone: false};
			}
		}
		return {broken: undefined, node, gone: false};
	}

	async function processed(request: ApplianceRequest, note: RequestNote, node: number | undefined): Promise<Answer> {
		const answer = await appliance.answer(request, node);
		note.judged(answer.verdict);
		return answer;
	}
}

const closing = (reply: Reply): Reply => ({...reply, headers: {...reply.headers, Connection: 'close'}});
