import {type Agent, request as httpRequest, type RequestOptions} from 'node:http';
import {request as httpsRequest} from 'node:https';

/** What is sent is what a test says, byte for byte; nothing here knows the API's rules. */
export type Address = {readonly origin: string; readonly certificate?: {readonly pem: string} | undefined};

export type RawAnswer = {
	readonly status: number;
	readonly headers: Readonly<Record<string, string | string[] | undefined>>;
	readonly body: string;
};

export const clientLogin = 'Basic c2ltcGxpdml0eTo=';

/** One request, over a connection of its own unless an agent is given; rejects with Node's transport error. */
export function ask(
	address: Address,
	path: string,
	options: RequestOptions & {readonly body?: string | Buffer; readonly onStart?: () => void} = {},
): Promise<RawAnswer> {
	const {body, onStart, ...rest} = options;
	const {hostname, port, protocol} = new URL(address.origin);
	const request = protocol === 'https:' ? httpsRequest : httpRequest;
	return new Promise((resolve, reject) => {
		const outgoing = request(
			{
				host: hostname.replace(/^\[|\]$/g, ''),
				port,
				path,
				agent: false,
				...(address.certificate === undefined ? {} : {ca: address.certificate.pem}),
				...rest,
			},
			incoming => {
				const chunks: Buffer[] = [];
				onStart?.();
				incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
				incoming.on('error', reject);
				incoming.on('end', () =>
					resolve({
						status: incoming.statusCode ?? 0,
						headers: incoming.headers,
						body: Buffer.concat(chunks).toString(),
					}),
				);
			},
		);
		outgoing.on('error', reject);
		outgoing.end(body);
	});
}

export const login = (address: Address, {username = 'administrator', password = 'secret', grant = 'password'} = {}) =>
	ask(address, '/api/oauth/token', {
		method: 'POST',
		headers: {Authorization: clientLogin, 'Content-Type': 'application/x-www-form-urlencoded'},
		body: new URLSearchParams({grant_type: grant, username, password}).toString(),
	});

export async function loginToken(address: Address, options?: Parameters<typeof login>[1]): Promise<string> {
	return JSON.parse((await login(address, options)).body).access_token;
}

export const use = (
	address: Address,
	token: string,
	path = '/api/hosts',
	{method = 'GET', headers = {}, agent}: {method?: string; headers?: Record<string, string>; agent?: Agent} = {},
) =>
	ask(address, path, {
		method,
		headers: {Authorization: `Bearer ${token}`, ...headers},
		...(agent === undefined ? {} : {agent}),
	});

/** The code of the transport error that a request ends with; fails when an answer came. */
export const failureOf = (asked: Promise<RawAnswer>) =>
	asked.then(
		answer => Promise.reject(new Error(`answered ${answer.status}`)),
		(error: NodeJS.ErrnoException) => error.code,
	);
