import type {IncomingHttpHeaders} from 'node:http';
import type {ApiMethod} from '../appliance-port.ts';
import {failure, type Outcome, success} from '../domain/outcome.ts';
import type {Answer, TransportError} from '../domain/refusal-decoder.ts';
import {seconds} from '../domain/time.ts';
import {answerBytes} from './answer-bytes.ts';
import type {Limit} from './exchange-limit.ts';
import type {HttpConnection} from './http-connections.ts';
import {transportError, transportErrorOf} from './transport-error.ts';

export type HttpRequest = {
	readonly method: ApiMethod;
	readonly path: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body?: string | Uint8Array | undefined;
	/** Whether the answer only has to prove something, which is standard, or a yes is to come whole. */
	readonly wants?: 'proof' | 'data';
};

/** `body` is the text of its start. */
export type Received = Answer & {readonly bytes: Uint8Array};

const mostTextBytes = 64 * 1024;
const mostDataBytes = 32 * 1024 * 1024;
/** Of what comes over the connection beside the body: chunk marks, interim answers and trailers need bounds too. */
const mostOtherBytes = 448 * 1024;
const longestProof = seconds(10);

type Head = {readonly status: number; readonly headers: Readonly<Record<string, string>>};

/**
 * Sends one request and reads its answer, 64 KiB in 10 s at most. A longer body is cut off there, and a refusal (any status but
 * 2xx) that breaks off for another reason is an answer all the same: its status is the truth. Whatever else breaks off is a
 * transport error. A yes whose data are wanted may be 32 MiB long and take all the time that there is, but must be whole. The
 * connection survives only an answer that was read to its end.
 */
export function exchange(
	connection: HttpConnection,
	{method, path, headers, body = '', wants = 'proof'}: HttpRequest,
	limit: Limit,
): Promise<Outcome<Received, TransportError>> {
	const {client, socket} = connection;
	const bytesBefore = socket.bytesRead;
	const chunks: Buffer[] = [];
	let size = 0;
	let head: Head | undefined;
	let isTooLarge = false;
	let most = mostTextBytes;

	return new Promise(resolve => {
		if (limit.signal.aborted) return broken(new Error('stopped'));
		limit.signal.addEventListener('abort', drop, {once: true});
		socket.on('readable', count);
		client.dispatch(
			{method, path, headers: {...headers}, body: body.length === 0 ? null : body},
			{
				onRequestStart() {},
				onResponseStart(_controller, status, answered) {
					// 100 to 199 come before the answer.
					if (status < 200) return;
					head = {status, headers: joined(answered)};
					if (wants === 'data' && !isRefusal(head)) most = mostDataBytes;
					else limit.within(longestProof);
				},
				onResponseData(_controller, chunk) {
					chunks.push(chunk.subarray(0, Math.max(0, most - size)));
					size += chunk.length;
					if (size > most) tooLarge();
				},
				onResponseEnd() {
					if (head !== undefined) settle(answered(head, 'whole'));
				},
				onResponseError: (_controller, error) => broken(error),
			},
		);

		function drop(): void {
			void connection.drop();
		}

		function tooLarge(): void {
			isTooLarge = true;
			drop();
		}

		function count(): void {
			// A chunk is hardly ever smaller than what marks it.
			if (socket.bytesRead - bytesBefore > 2 * most + mostOtherBytes) tooLarge();
		}

		function broken(error: Error): void {
			drop();
			const isCancelled = limit.signal.aborted && limit.code() === 'SVT_CANCELLED';
			const isEnough = isTooLarge && most === mostTextBytes;
			if (head !== undefined && !isCancelled && (isEnough || isRefusal(head))) settle(answered(head, 'broken off'));
			else settle(failure(reasonOf(error)));
		}

		function reasonOf(error: Error): TransportError {
			const phase = socket.bytesRead > bytesBefore ? 'answer' : 'request';
			if (limit.signal.aborted) return transportError(limit.code(), 'stopped', phase);
			return isTooLarge ? transportError('SVT_TOO_LARGE', 'too large', phase) : transportErrorOf(error, phase);
		}

		function settle(outcome: Outcome<Received, TransportError>): void {
			limit.signal.removeEventListener('abort', drop);
			socket.off('readable', count);
			resolve(outcome);
		}
	});

	function answered({status, headers}: Head, end: 'whole' | 'broken off'): Outcome<Received, TransportError> {
		const unpacked = answerBytes(Buffer.concat(chunks), headers['content-encoding'], most);
		if (unpacked === 'too-large') {
			return isRefusal({status})
				? success({status, headers, body: '', cutOff: true, bytes: Buffer.alloc(0)})
				: failure(transportError('SVT_TOO_LARGE', 'it unpacks to too much', 'answer'));
		}
		const {bytes} = unpacked;
		const body = bytes.subarray(0, mostTextBytes).toString('utf8');
		const cutOff = end === 'broken off' || unpacked.cutOff || bytes.length > mostTextBytes;
		return success({status, headers, body, cutOff, bytes});
	}
}

const isRefusal = ({status}: Pick<Head, 'status'>) => status < 200 || status > 299;

/** One text a header; the names are lower-case already. */
function joined(headers: IncomingHttpHeaders): Readonly<Record<string, string>> {
	return Object.fromEntries(
		Object.entries(headers).flatMap(([name, value]) =>
			value === undefined ? [] : [[name, typeof value === 'string' ? value : value.join(', ')]],
		),
	);
}
