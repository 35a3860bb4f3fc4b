import {jsonType, type Reply} from './answer.ts';

/**
 * The `Content-Type` of a resource's answer, or undefined when nothing in `Accept` can be met (406). `application/json` is always
 * there, and `application/vnd.simplivity.v1+json` up to the appliance's own version. HPE: "Versioning", and the swagger's `produces`.
 */
export function resourceType(accept: string | undefined, restVersion: string): string | undefined {
	for (const range of mediaRanges(accept)) {
		if (range === '*/*' || range === 'application/*' || range === 'application/json') return jsonType;
		if (isKnownVersion(range, restVersion)) return `${range};charset=UTF-8`;
	}
	return undefined;
}

/** Whether a request body of this type, or none, is understood on a GET, where clients send one for no reason. */
export function understandsType(contentType: string | undefined, restVersion: string): boolean {
	if (contentType === undefined) return true;
	const [type = ''] = mediaRanges(contentType);
	return type === '' || type === 'application/json' || isKnownVersion(type, restVersion);
}

/** Spring's OAuth refusals follow `Accept`: XML when only that is wanted, SimpliVity's own JSON type echoed, else JSON. */
export function inAcceptedForm(reply: Reply, accept: string | undefined): Reply {
	const type = mediaRanges(accept).find(range => /^application\/(vnd\.simplivity\.v[0-9.]+\+)?json$|xml$/.test(range));
	if (type === undefined || type === 'application/json' || reply.body === '') return reply;
	if (!type.endsWith('xml')) return {...reply, headers: {...reply.headers, 'Content-Type': `${type};charset=UTF-8`}};
	const {error, error_description: description, message} = JSON.parse(reply.body);
	const text = escapeXml(description ?? message ?? '');
	return {
		...reply,
		headers: {...reply.headers, 'Content-Type': 'application/xml;charset=UTF-8'},
		body: `<oauth><error_description>${text}</error_description><error>${escapeXml(error ?? '')}</error></oauth>`,
	};
}

function isKnownVersion(type: string, restVersion: string): boolean {
	const [, minor = '0'] = /^application\/vnd\.simplivity\.v1(?:\.(\d{1,4}))?\+json$/.exec(type) ?? [undefined, '9999'];
	return Number(minor) <= Number(restVersion.split('.')[1]);
}

const mediaRanges = (header: string | undefined) =>
	(header ?? '*/*').split(',').map(range => (range.split(';')[0] ?? '').trim().toLowerCase());

const escapeXml = (text: unknown) => String(text).replace(/[&<>]/g, character => `&#${character.charCodeAt(0)};`);
