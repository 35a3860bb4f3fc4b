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
	readonly onIncident: (incident: Exclude<Incident, {readonly type: 'delay'}>) => void;
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
		const {incidents, broken} = divided(strike({method, path}));
		for (const {type} of [...incidents, ...(broken === undefined ? [] : [broken])].map(fault => fault.what))
			note.struck(type);
		if (!(await happen(incidents.filter(incident => !incident.late)))) return;
		const isAsked = broken === undefined || broken.late === true || takesAnswer.has(broken.what.type);
		const answer = isAsked ? await processed(request, note, nodeOf(incidents)) : undefined;
		if (isAsked && !(await happen(incidents.filter(incident => incident.late)))) return;
		if (broken !== undefined) await breakWith(broken.what, answer);
		else if (answer !== undefined) send(answer);

		/** False when the client went away meanwhile. */
		async function happen(list: readonly Happening[]): Promise<boolean> {
			for (const {what} of list) {
				if (what.type !== 'delay') onIncident(what);
				else if (!(await pause(what.by))) return false;
			}
			return true;
		}

		async function breakWith(what: Breakage, whole: Answer | undefined) {
			if (what.type === 'reset') reset(incoming);
			else if (what.type === 'certificate' || what.type === 'refuse') await onOutage(what);
			else await breakAnswer(what, {outgoing, path, answer: whole, refused: appliance.refused, send, sendHead, pause});
		}

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
				if (outgoing.destroyed) return resolve(false);
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

	async function processed(request: ApplianceRequest, note: RequestNote, node: number | undefined): Promise<Answer> {
		const answer = await appliance.answer(request, node);
		note.judged(answer.verdict);
		return answer;
	}
}

const closing = (reply: Reply): Reply => ({...reply, headers: {...reply.headers, Connection: 'close'}});

type Happening = {readonly what: Incident; readonly late?: boolean};

/** What happens on the way, in order, up to the first breakage, which is the end of it. */
function divided(faults: readonly Fault[]) {
	const incidents: Happening[] = [];
	for (const fault of faults) {
		const {what, late} = fault;
		switch (what.type) {
			case 'delay':
			case 'node':
			case 'restart':
			case 'idle':
			case 'skew':
			case 'close-idle':
				incidents.push({...fault, what});
				break;
			case 'handshake':
				break;
			default:
				return {incidents, broken: {what, late}};
		}
	}
	return {incidents, broken: undefined};
}

const nodeOf = (incidents: readonly Happening[]) =>
	incidents.map(({what}) => (what.type === 'node' ? what.node : undefined)).findLast(node => node !== undefined);

/** They change the answer rather than replace it. */
const takesAnswer: ReadonlySet<Breakage['type']> = new Set(['drip', 'cut']);
