import {connect} from 'node:net';
import {failure, type Outcome, success} from '../domain/outcome.ts';
import {type BusCall, type BusMessage, decodeMessage, encodeCall, messageLength} from './bus-message.ts';

/** The name of the error that came back; undefined when none will come, because the connection has ended. */
type BusFailure = {readonly error: string | undefined};

export type Bus = {
	/** The first value of the answer. */
	readonly call: (call: BusCall) => Promise<Outcome<unknown, BusFailure>>;
	readonly close: () => void;
};

/** Connects to the bus at this socket; undefined when there is none that takes us. Once `ending` is aborted, nothing is waited for. */
export async function openBus(socketPath: string, ending: AbortSignal): Promise<Bus | undefined> {
	if (ending.aborted) return undefined;
	const socket = connect(socketPath);
	const waiting = new Map<number, (message: BusMessage | undefined) => void>();
	let welcomed: (isWelcome: boolean) => void = () => undefined;
	const welcome = new Promise<boolean>(resolve => {
		welcomed = resolve;
	});
	let received = Buffer.alloc(0);
	let isWelcome = false;
	let serial = 0;

	/** Takes from what was received as many whole lines and messages as there are. */
	function read(): void {
		if (!isWelcome) {
			const end = received.indexOf('\r\n');
			if (end === -1 && received.length < longestLine) return;
			if (!received.subarray(0, 3).equals(Buffer.from('OK '))) throw new RangeError('the bus does not take us');
			received = received.subarray(end + 2);
			isWelcome = true;
			socket.write('BEGIN\r\n');
			welcomed(true);
		}
		for (let length = messageLength(received); length !== undefined; length = messageLength(received)) {
			if (received.length < length) return;
			const message = decodeMessage(received.subarray(0, length));
			received = received.subarray(length);
			if (message.kind === 'other' || message.answers === undefined) continue;
			waiting.get(message.answers)?.(message);
			waiting.delete(message.answers);
		}
	}

	function close(): void {
		socket.destroy();
		ending.removeEventListener('abort', close);
		welcomed(false);
		for (const end of waiting.values()) end(undefined);
		waiting.clear();
	}

	async function call(question: BusCall): Promise<Outcome<unknown, BusFailure>> {
		serial += 1;
		const message = await new Promise<BusMessage | undefined>(resolve => {
			if (socket.destroyed) return resolve(undefined);
			waiting.set(serial, resolve);
			socket.write(encodeCall(question, serial));
		});
		return message?.kind === 'answer' ? success(message.value) : failure({error: message?.error});
	}

	ending.addEventListener('abort', close);
	socket.on('error', close);
	socket.on('close', close);
	socket.on('data', chunk => {
		received = Buffer.concat([received, chunk]);
		try {
			read();
		} catch {
			// It does not take us, or it does not speak D-Bus.
			close();
		}
	});
	// SASL EXTERNAL: who we are, which the kernel vouches for.
	socket.write(`\0AUTH EXTERNAL ${Buffer.from(String(process.geteuid?.() ?? '')).toString('hex')}\r\n`);
	if (!(await welcome)) return undefined;
	const hello = await call({...busItself, member: 'Hello'});
	if (hello.ok) return {call, close};
	close();
	return undefined;
}

/** The bus as a program on the bus. */
export const busItself = {
	destination: 'org.freedesktop.DBus',
	path: '/org/freedesktop/DBus',
	interface: 'org.freedesktop.DBus',
} as const;

/** In bytes. */
const longestLine = 16 * 1024;
