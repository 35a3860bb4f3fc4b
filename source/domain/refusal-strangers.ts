import type {Certificate} from './certificate.ts';

/** Who answers at addresses that people take for an appliance's: what stands beside it in every rack. */
export type Stranger = 'vcenter' | 'esxi' | 'vmware' | 'ilo' | 'management-controller';

/**
 * Whose answer it is, if it is that of another API which people take for SimpliVity's: by the envelope that it writes its errors in, which
 * is vCenter's REST (`com.vmware.vapi.std.errors.…`), SOAP as ESXi and vCenter speak it, or Redfish as iLO does; by its own page; or by the
 * name that iLO gives itself in every answer. That such names stand somewhere within a message of the appliance's says nothing: it passes
 * on what vCenter told it.
 */
export function strangerIn(body: string, headers: Readonly<Record<string, string>> = {}): Stranger | undefined {
	if (/\biLO-Server\b/.test(headers.server ?? '')) return 'ilo';
	const start = body.slice(0, 2000);
	if (vapi.test(start)) return 'vcenter';
	if (soap.test(start)) return 'vmware';
	if (redfish.test(start)) return /"(?:i|HpE?i)LO\.\d/i.test(start) ? 'ilo' : 'management-controller';
	return /^\s*<(?:!doctype|html|head)/i.test(start) ? pages.find(({says}) => says.test(start))?.whose : undefined;
}

const vapi =
	/^\{\s*"(?:type|error_type|messages|value)"\s*:\s*(?:"(?:com\.vmware\.vapi\.|UN(?:AUTHENTICATED|AUTHORIZED)"|NOT_FOUND")|\[\s*\{\s*"(?:args|id|default_message)"|\{\s*"(?:error_type|messages)")/;
const soap = /^(?:<\?xml[^>]{0,200}\?>\s*)?<\w{1,20}:Envelope\b/;
const redfish = /^\{\s*"error"\s*:\s*\{[^{}[\]]{0,600}"@Message\.ExtendedInfo"/;

const pages: ReadonlyArray<{readonly says: RegExp; readonly whose: Stranger}> = [
	{says: /ID_VC_Welcome|<title>[^<]{0,80}(?:vSphere Client|vCenter Server)/i, whose: 'vcenter'},
	{says: /ID_EE?SX_Welcome|<title>[^<]{0,80}VMware ESXi/i, whose: 'esxi'},
	{says: /<title>[^<]{0,80}(?:\biLO\b|Integrated Lights-Out)/, whose: 'ilo'},
	{says: /<title>[^<]{0,80}(?:iDRAC|Remote Access Controller)/, whose: 'management-controller'},
];

/** By the names that these machines come with from the factory; an appliance has none of them. */
export function strangerOfCertificate({subject, issuer}: Certificate): Stranger | undefined {
	if (/\bCN=ILO\w/.test(subject) || issuer.includes('Default Issuer (Do not trust)')) return 'ilo';
	if (/\bCN=idrac\b/i.test(subject)) return 'management-controller';
	return /\bO=VMware\b/.test(subject) ? 'vmware' : undefined;
}

/** Their own words for it; undefined for a body that is not theirs. */
export function wordsOfStrangers(body: string): string | undefined {
	if (strangerIn(body) === undefined) return undefined;
	const [, message, fault] =
		/"default_message"\s{0,5}:\s{0,5}"([^"\\]{1,400})|<faultstring>([^<]{1,400})/.exec(body.slice(0, 8192)) ?? [];
	return message ?? fault;
}
