import type {ApplianceRequest} from './answer.ts';

/**
 * The parameters of a token request, as a servlet gathers them: the query first, then a form in the body, either urlencoded (with or
 * without a charset or other parameter in its type) or multipart. Of a name that comes twice, `get` gives the first.
 * A body of any other type, or a damaged multipart one, has none. Never throws.
 */
export async function readTokenForm(request: Pick<ApplianceRequest, 'query' | 'headers' | 'body'>) {
	const parameters = new URLSearchParams(request.query);
	const type = request.headers['content-type'] ?? '';
	for (const [name, value] of await bodyFields(type, request.body)) parameters.append(name, value);
	return parameters;
}

/** Decodes `a=1&b=2` as Jetty does: bad UTF-8 and a percent sign without two hex digits become U+FFFD. */
export function decodeUrlencoded(text: string): URLSearchParams {
	return new URLSearchParams(text.replace(/%(?![0-9a-f]{2})/gi, '%EF%BF%BD'));
}

async function bodyFields(type: string, body: Buffer): Promise<ReadonlyArray<readonly [string, string]>> {
	const [essence = ''] = type.split(';');
	switch (essence.trim().toLowerCase()) {
		case 'application/x-www-form-urlencoded':
			return [...decodeUrlencoded(body.toString())];
		case 'multipart/form-data':
			return await multipartFields(type, body);
		default:
			return [];
	}
}

/** Node's own reader of RFC 7578; a part with a file name is no parameter. */
async function multipartFields(type: string, body: Buffer) {
	try {
		const form = await new Response(new Uint8Array(body), {headers: {'Content-Type': type}}).formData();
		return [...form].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as const] : []));
	} catch {
		return [];
	}
}
