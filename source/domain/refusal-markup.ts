/** What stands on a web page, for deciding and for showing. */
export type Page = {
	readonly title: string;
	/** Its text without markup, line breaks and scripts. */
	readonly text: string;
	/** Written by the REST service's own web server or framework rather than by something before it. */
	readonly isOwn: boolean;
	/** Of a firewall or filter that turned the request away, often with status 200. */
	readonly isBlock: boolean;
	/** The request's path, where the page names it. */
	readonly path: string | undefined;
};

/** Whether a text is HTML, XML, or neither, by how it begins. */
export function markupOf(text: string): 'html' | 'xml' | undefined {
	const start = text.slice(0, 2000).trimStart();
	if (!start.startsWith('<')) return undefined;
	return /<(?:!doctype\s+html|html|head|body|title|meta|script|center|h1|p|div)[\s>/]/i.test(start) ? 'html' : 'xml';
}

export function readPage(html: string): Page {
	const title = collapsed(decodeEntities(/<title[^<>]{0,200}>([^<]{0,500})/i.exec(html)?.[1] ?? ''));
	const text = collapsed(decodeEntities(withoutTags(html)));
	return {
		title,
		text,
		// Jetty serves the REST API (its thread names are in HPE's log sample), Spring writes its errors.
		isOwn: /powered by jetty|whitelabel error page/i.test(text),
		isBlock: saysBlocked.test(`${title} ${text}`.slice(0, 4096)),
		path: /problem accessing (\/\S{0,300})\. reason/i.exec(text)?.[1],
	};
}

/** F5's, Zscaler's, Fortinet's, Palo Alto's, Cisco's and Symantec's own words. */
const saysBlocked =
	/requested url was rejected|your support id is|internet security by zscaler|zscaler to protect|(?:web ?page|web ?site|site|url|access|application) (?:has been |is |was )?blocked|blocked by (?:your|the|an?) (?:organi[sz]ation|administrator|network|firewall|security|internet|web|access) ?(?:policy|rule)?|fortigate|fortiguard|cisco umbrella|policy_denied|access denied \(policy|your request was blocked/i;

/** The texts of elements that hold nothing but text: `<oauth><error>invalid_token</error>…` as Spring writes it. */
export function readXmlFields(xml: string): Readonly<Record<string, unknown>> {
	const fields: [string, string][] = [];
	for (const [, name = '', text = ''] of xml.matchAll(/<([A-Za-z_]\w{0,40})>([^<]*)<\//g)) {
		fields.push([name, decodeEntities(text)]);
	}
	return Object.fromEntries(fields.slice(0, 200));
}

const entities: Readonly<Record<string, string>> = {quot: '"', apos: "'", amp: '&', lt: '<', gt: '>', nbsp: ' '};

/** `&quot;` and `&#39;` and kin: HTML's own, and newer Spring writes them into the texts of OAuth refusals. */
export function decodeEntities(text: string): string {
	return text.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]{2,4});/gi, (entity, name: string) => {
		if (!name.startsWith('#')) return entities[name.toLowerCase()] ?? entity;
		const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
		return code <= 0x10ffff ? String.fromCodePoint(code) : entity;
	});
}

export const collapsed = (text: string) => text.replace(/\s+/g, ' ').trim();

const scriptEnd = /<\/(?:script|style)/gi;

/** One walk forward: no part of the page is looked at twice. */
function withoutTags(html: string): string {
	const parts: string[] = [];
	let at = 0;
	while (at < html.length) {
		const tag = html.indexOf('<', at);
		parts.push(html.slice(at, tag < 0 ? undefined : tag));
		if (tag < 0) break;
		scriptEnd.lastIndex = tag;
		const isScript = /^<(?:script|style)/i.test(html.slice(tag, tag + 8));
		const from = isScript ? (scriptEnd.exec(html)?.index ?? html.length) : tag;
		const end = html.indexOf('>', from);
		if (end < 0) break;
		parts.push(' ');
		at = end + 1;
	}
	return parts.join('');
}
