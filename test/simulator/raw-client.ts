import {request as httpRequest, type RequestOptions} from 'node:http';
import {request as httpsRequest} from 'node:https';

export type RawAnswer = {
	readonly status: number;
	readonly headers: Readonly<Record<string, string | string[] | undefined>>;
	readonly body: string;
};

export const clientLogin = 'Basic c2ltcGxpdml0eTo=';

/** One request over a connection of its own; rejects with Node's transport error. */
export function ask(
	address: {readonly origin: string; readonly certificate?: {readonly pem: string} | undefined},
	path: string,
	options: RequestOptions & {readonly body?: string | Buffer} = {},
): Promise<RawAnswer> {
	const {body, ...rest} = options;
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

export const login = (
	address: Parameters<typeof ask>[0],
	{username = 'administrator', password = 'secret', grant = 'password'} = {},
) =>
	ask(address, '/api/oauth/token', {
		method: 'POST',
		headers: {Authorization: clientLogin, 'Content-Type': 'application/x-www-form-urlencoded'},
		body: new URLSearchParams({grant_type: grant, username, password}).toString(),
	});

export const use = (address: Parameters<typeof ask>[0], token: string, path = '/api/hosts', method = 'GET') =>
	ask(address, path, {method, headers: {Authorization: `Bearer ${token}`}});
