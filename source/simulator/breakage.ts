import {type ServerResponse, STATUS_CODES} from 'node:http';
import type {Duration} from '../domain/time.ts';
import {json, type Reply} from './answer.ts';
import type {Breakage} from './faults.ts';
import type {SimplivityRefusal} from './refusal-bodies.ts';

/** The breakages that are written onto the connection of their own request. */
export type WrittenBreakage = Exclude<Breakage, {readonly type: 'certificate' | 'refuse' | 'reset'}>;

export type BrokenExchange = {
	readonly outgoing: ServerResponse;
	readonly path: string;
	/** What would have been answered; undefined when the appliance was not asked. */
	readonly answer: Reply | undefined;
	readonly refused: (refusal: SimplivityRefusal) => Reply;
	readonly send: (reply: Reply) => void;
	/** Writes the head only; gives back the response. */
	readonly sendHead: (reply: Reply) => ServerResponse;
	/** Waits; false when the connection ended meanwhile. */
	readonly pause: (delay: Duration) => Promise<boolean>;
};

/** Does to an answer what the fault says. Ends when the answer is written as far as it will be. */
export async function breakAnswer(breakage: WrittenBreakage, exchange: BrokenExchange): Promise<void> {
	const {outgoing, send, answer} = exchange;
	switch (breakage.type) {
		case 'hang':
			return;
		case 'close':
			outgoing.destroy();
			return;
		case 'status':
			send(withRetryAfter(statusReply(breakage.status, exchange), breakage.retryAfter));
			return;
		case 'portal':
			send({status: 200, headers: html, body: portalPage});
			return;
		case 'redirect':
			send({status: 302, headers: {Location: breakage.to}, body: ''});
			return;
		case 'garbage': {
			const head = exchange.sendHead({...json(200, null), body: ''});
			head.end(Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x00, 0x1b, 0x5b, 0x32, 0x4a, 0xc3, 0x28]));
			return;
		}
		case 'empty':
			send({status: 200, headers: {}, body: ''});
			return;
		case 'no-token':
			send(json(200, {}));
			return;
		case 'endless':
			await writeEndless(exchange.sendHead({...json(200, null), body: ''}), breakage.bytes);
			return;
		case 'cut': {
			if (answer === undefined) return;
			const bytes = Buffer.from(answer.body);
			const headers = {...answer.headers, 'Content-Length': String(bytes.length)};
			const head = exchange.sendHead({...answer, headers});
			head.write(bytes.subarray(0, bytes.length / 2), () => outgoing.destroy());
			return;
		}
		case 'drip': {
			if (answer === undefined) return;
			const head = exchange.sendHead(answer);
			for (const byte of Buffer.from(answer.body)) {
				if (!(await exchange.pause(breakage.every))) return;
				head.write(Uint8Array.of(byte));
			}
			head.end();
			return;
		}
	}
}

/** Error answers as they come: JSON from the service, HTML from the proxy in front of it. */
function statusReply(status: number, {path, refused}: Pick<BrokenExchange, 'path' | 'refused'>): Reply {
	if (status === 500) {
		const message =
			'Could not get JDBC Connection; nested exception is java.sql.SQLTransientConnectionException: ' +
			'HikariPool-1 - Connection is not available, request timed out after 30000ms.';
		return refused({status, exception: 'InternalServerException', message, path});
	}
	if (status === 408) return json(status, {status: '408', message: 'Request Timeout'});
	if (status === 429) return {status, headers: {'Content-Type': 'text/plain'}, body: 'Too Many Requests'};
	const reason = `${status} ${nginxWords[status] ?? STATUS_CODES[status] ?? 'Error'}`;
	const login = status === 407 ? {'Proxy-Authenticate': 'Basic realm="proxy"'} : {};
	return {
		status,
		headers: {...html, Server: 'nginx', ...login},
		body: [
			'<html>',
			`<head><title>${reason}</title></head>`,
			'<body bgcolor="white">',
			`<center><h1>${reason}</h1></center>`,
			'<hr><center>nginx</center>',
			'</body>',
			'</html>',
			'',
		].join('\r\n'),
	};
}

function withRetryAfter(reply: Reply, seconds: number | undefined): Reply {
	const wait = seconds ?? (reply.status === 429 ? 30 : undefined);
	return wait === undefined ? reply : {...reply, headers: {...reply.headers, 'Retry-After': String(wait)}};
}

/** A JSON string that goes on, at the pace at which it is read, until it is `bytes` long or the reader has gone. */
function writeEndless(outgoing: ServerResponse, bytes: number): Promise<void> {
	const chunk = Buffer.alloc(65_536, 'x');
	let left = bytes - Buffer.byteLength(endlessStart);
	return new Promise(resolve => {
		outgoing.on('close', resolve);
		outgoing.on('drain', more);
		outgoing.write(endlessStart.slice(0, bytes));
		more();

		function more() {
			while (left > 0) {
				const part = chunk.subarray(0, left);
				left -= part.length;
				if (!outgoing.write(part)) return;
			}
			outgoing.end();
		}
	});
}

const endlessStart = '{"access_token":"';
const html = {'Content-Type': 'text/html'};
const nginxWords: Readonly<Record<number, string>> = {503: 'Service Temporarily Unavailable', 504: 'Gateway Time-out'};
const portalPage = `<!DOCTYPE html>
<html><head><title>Network sign-in</title></head>
<body><h1>Welcome to the guest network</h1><form action="/accept" method="post"><button>Accept the terms</button></form></body></html>
`;
