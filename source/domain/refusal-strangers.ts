/**
 * Whether a body is that of another API which people take for SimpliVity's, by the envelope that it writes its errors in: vCenter's REST
 * (`com.vmware.vapi.std.errors.…`), SOAP as ESXi and vCenter speak it, and Redfish as iLO does. That such names stand somewhere within a
 * message of the appliance's says nothing: it passes on what vCenter told it.
 */
export function isOfStrangers(body: string): boolean {
	const start = body.slice(0, 2000);
	return vapi.test(start) || soap.test(start) || redfish.test(start);
}

const vapi =
	/^\{\s*"(?:type|error_type|messages|value)"\s*:\s*(?:"(?:com\.vmware\.vapi\.|UN(?:AUTHENTICATED|AUTHORIZED)")|\[\s*\{\s*"(?:args|id|default_message)"|\{\s*"(?:error_type|messages)")/;
const soap = /^(?:<\?xml[^>]{0,200}\?>\s*)?<\w{1,20}:Envelope\b/;
const redfish = /^\{\s*"error"\s*:\s*\{[^{}[\]]{0,600}"@Message\.ExtendedInfo"/;

/** Their own words for it; undefined for a body that is not theirs. */
export function wordsOfStrangers(body: string): string | undefined {
	if (!isOfStrangers(body)) return undefined;
	const [, message, fault] =
		/"default_message"\s{0,5}:\s{0,5}"([^"\\]{1,400})|<faultstring>([^<]{1,400})/.exec(body.slice(0, 8192)) ?? [];
	return message ?? fault;
}
