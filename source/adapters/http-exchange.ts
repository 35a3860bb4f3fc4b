import type {IncomingHttpHeaders} from 'node:http';
import {failure, type Outcome, success} from '../domain/outcome.ts';
import type {Answer, TransportError} from '../domain/refusal-decoder.ts';
import {seconds} from '../domain/time.ts';
import {answerText} from './answer-text.ts';
import type {Limit} from './exchange-limit.ts';
import type {HttpConnection} from './http-connections.ts';
import {transportError, transportErrorOf} from './transport-error.ts';

export type HttpRequest = {
	readonly method: 'GET' | 'POST';
	readonly path: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body?: string;
};

const mostBodyBytes = 64 * 1024;
/** Of everything that comes over the connection: chunk marks, interim answers and trailers need bounds too. */
const mostBytes = 512 * 1024;
const longestBody = seconds(10);

type Head = {readonly status: number; readonly headers: Readonly<Record<string, string>>};

/**
 * Sends one request and reads its answer, 64 KiB in 10 s at most. A longer body is cut off there, and a refusal (any status but
 * 2xx) that breaks off for another reason is an answer all the same: its status is the truth. Whatever else breaks off is a
 * transport error. The connection survives only an answer that was read to its end.
 */
export function exchange(
	connection: HttpConnection,
	{method, path, headers, body = ''}: HttpRequest,
	limit: Limit,
): Promise<Outcome<Answer, TransportError>> {
	const {client, socket} = connection;
	const bytesBefore = socket.bytesRead;
	const chunks: Buffer[] = [];
	let size = 0;
	let head: Head | undefined;
	let isTooLarge = false;

	return new Promise(resolve => {
		if (limit.signal.aborted) return broken(new Error('stopped'));
		limit.signal.addEventListener('abort', drop, {once: true});
		socket.on('readable', count);
		client.dispatch(
			{method, path, headers: {...headers}, body: body === '' ? null : body},
			{
				onRequestStart() {},
				onResponseStart(_controller, status, answered) {
					// 100 to 199 come before the answer.
					if (status < 200) return;
					head = {status, headers: joined(answered)};
					limit.within(longestBody);
				},
				onResponseData(_controller, chunk) {
					chunks.push(chunk.subarray(0, Math.max(0, mostBodyBytes - size)));
					size += chunk.length;
					if (size > mostBodyBytes) tooLarge();
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
			if (socket.bytesRead - bytesBefore > mostBytes) tooLarge();
		}

		function broken(error: Error): void {
			drop();
			const isCancelled = limit.signal.aborted && limit.code() === 'SVT_CANCELLED';
			if (head !== undefined && !isCancelled && (isTooLarge || isRefusal(head))) settle(answered(head, 'broken off'));
			else settle(failure(reasonOf(error)));
		}

		function reasonOf(error: Error): TransportError {
			const phase = socket.bytesRead > bytesBefore ? 'answer' : 'request';
			if (limit.signal.aborted) return transportError(limit.code(), 'stopped', phase);
			return isTooLarge ? transportError('SVT_TOO_LARGE', 'too large', phase) : transportErrorOf(error, phase);
		}

		function settle(outcome: Outcome<Answer, TransportError>): void {
			limit.signal.removeEventListener('abort', drop);
			socket.off('readable', count);
			resolve(outcome);
		}
	});

	function answered({status, headers}: Head, end: 'whole' | 'broken off'): Outcome<Answer, TransportError> {
		const text = answerText(Buffer.concat(chunks), headers['content-encoding'], mostBodyBytes);
		if (text !== 'too-large') return success({status, headers, ...text, cutOff: end === 'broken off' || text.cutOff});
		return isRefusal({status})
			? success({status, headers, body: '', cutOff: true})
			: failure(transportError('SVT_TOO_LARGE', 'it unpacks to too much', 'answer'));
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
