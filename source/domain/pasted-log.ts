import {answered, type PastedExchange} from './pasted-exchange.ts';

/** A record of svt-rest-api.log; the pages that show it drop the padding and wrap what is long. */
const record =
	/^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d[.,]\d{3}\s{1,8}(TRACE|DEBUG|INFO|WARN|ERROR)\s{1,8}[^\n]{0,200}?\s:\s/;
const audit = /AuditEvent \[/;
const removal = /^Removing token [0-9a-f-]{20,40} due to inactivity/i;

/**
 * Lines of the appliance's own log: a token that is removed or an audit of a failed sign-in is what a client got as a refusal, a
 * database that does not answer is why it got a 500. All other lines tell of what went well.
 */
export function readApplianceLog(text: string): readonly PastedExchange[] | undefined {
	const messages = messagesIn(text);
	if (messages === undefined) return undefined;
	return messages.flatMap(message => exchangeOf(message) ?? []);
}

function messagesIn(text: string): readonly string[] | undefined {
	const messages: string[][] = [];
	for (const line of text.split('\n')) {
		const start = record.exec(line)?.[0] ?? (audit.test(line) || removal.test(line.trim()) ? '' : undefined);
		if (start !== undefined) messages.push([line.slice(start.length)]);
		else messages.at(-1)?.push(line);
		if (messages.length === 0 && line.trim() !== '') return undefined;
	}
	return messages.length === 0 ? undefined : messages.map(joined);
}

/** A page that wraps keeps the hyphen of a UUID or of a word at the end of the line. */
const joined = (lines: readonly string[]) =>
	lines
		.slice(0, 40)
		.map(line => line.trim())
		.join('\n')
		.replace(/(?<=[-.])\n/g, '')
		.replaceAll('\n', ' ')
		.trim();

function exchangeOf(message: string): PastedExchange | undefined {
	if (removal.test(message)) return answered({status: 0, body: message});
	if (/hikari|jdbc/i.test(message) && /not available|timed? ?out|exception|failed/i.test(message))
		return answered({status: 500, body: message});
	if (!audit.test(message) || !message.includes('AUTHENTICATION_FAILURE')) return undefined;
	const [, exception] = /\btype=((?:[A-Za-z_]\w{0,60}\.){0,10}\w{1,80}Exception)\b/.exec(message) ?? [];
	const [, said] = /\bmessage=([^}]{1,1000})/.exec(message) ?? [];
	const [, principal = 'access-token'] = /\bprincipal=([^,\]]{1,200})/.exec(message) ?? [];
	// Who fails with a token is named access-token, whoever it is.
	const path = principal === 'access-token' ? undefined : '/api/oauth/token';
	return answered({status: 0, body: JSON.stringify({exception, message: said?.trim()})}, {path});
}
