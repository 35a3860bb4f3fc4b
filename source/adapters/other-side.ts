import type {Socket} from 'node:net';
import {connect, type TLSSocket} from 'node:tls';
import type {Outcome} from '../domain/outcome.ts';
import type {TransportError} from '../domain/refusal-answer.ts';
import {isOtherProtocol, isOutdatedTls, specificCode} from '../domain/refusal-transport.ts';
import {seconds} from '../domain/time.ts';
import type {Limit} from './exchange-limit.ts';

/** What can be said speaks at once; the failure is told without it, too. */
const patience = seconds(2);
const mostBanner = 256;

/**
 * The failed handshake, with what the other side offers in its place, which is found out on a connection of its own: nothing of a person's
 * ever goes over that, and what comes is only classified.
 */
export async function withOffer(
	openAnother: () => Promise<Outcome<Socket, TransportError>>,
	failed: TransportError,
	limit: Limit,
): Promise<TransportError> {
	if (failed.phase !== 'handshake') return failed;
	const code = specificCode(failed.code, failed.message);
	const isOther = isOtherProtocol(code);
	if (!isOther && !(isOutdatedTls(code) && failed.certificate === undefined)) return failed;
	limit.within(patience);
	const stream = await openAnother();
	if (!stream.ok) return failed;
	const offers = isOther ? await spokenOver(stream.value, limit) : await outdatedTlsOver(stream.value, limit);
	return offers === undefined ? failed : {...failed, offers};
}

/** Something that is neither a request nor a whole TLS record: who speaks HTTP complains, and others greet by themselves. */
const noise = Buffer.from([0x16, 0x03, 0x01, 0x00, 0x02, 0x0d, 0x0a, 0x0d, 0x0a]);

function spokenOver(socket: Socket, limit: Limit): Promise<string | undefined> {
	let said = '';
	return answerOf(socket, limit, answer => {
		socket.write(noise);
		socket.on('data', bytes => {
			said += bytes.toString('latin1').slice(0, mostBanner);
			const known = protocols.find(({says}) => says.test(said));
			if (known !== undefined || said.length >= mostBanner) answer(known?.name);
		});
	});
}

const protocols: ReadonlyArray<{readonly says: RegExp; readonly name: string}> = [
	{says: /^HTTP\/\d|^\s*<(?:!doctype|html)/i, name: 'plain HTTP'},
	{says: /^SSH-/, name: 'SSH'},
	// Port 902 of ESXi.
	{says: /^220 VMware Authentication Daemon/, name: "ESXi's console login"},
	{says: /^220[ -][^\n]*\n/, name: 'SMTP or FTP'},
	{says: /^(?:\* OK|\+OK)/, name: 'a mailbox protocol'},
	{says: /^RFB \d/, name: 'VNC'},
];

/** Whatever this TLS library can still do, so that the other side shows what it would have taken. */
function outdatedTlsOver(stream: Socket, limit: Limit): Promise<string | undefined> {
	const socket: TLSSocket = connect({
		socket: stream,
		minVersion: 'TLSv1',
		maxVersion: 'TLSv1.2',
		ciphers: 'ALL:COMPLEMENTOFALL:@SECLEVEL=0',
		// Nothing is believed of it, and nothing sent.
		rejectUnauthorized: false,
	});
	return answerOf(socket, limit, answer => {
		socket.once('secureConnect', () => {
			const version = /^TLSv(1(?:\.\d)?)$/.exec(socket.getProtocol() ?? '')?.[1];
			if (version === undefined) answer(undefined);
			else answer(`TLS ${version === '1' ? '1.0' : version} with ${socket.getCipher().name}`);
		});
	});
}

function answerOf(
	socket: Socket,
	{signal}: Limit,
	listen: (answer: (offer: string | undefined) => void) => void,
): Promise<string | undefined> {
	return new Promise(resolve => {
		const answer = (offer: string | undefined) => {
			signal.removeEventListener('abort', giveUp);
			socket.destroy();
			resolve(offer);
		};
		const giveUp = () => answer(undefined);
		socket.on('error', giveUp);
		socket.once('close', giveUp);
		if (signal.aborted) return giveUp();
		signal.addEventListener('abort', giveUp, {once: true});
		listen(answer);
	});
}
