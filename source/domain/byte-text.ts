/** The text that these bytes are, in UTF-8. `bytes` has a character a byte, as a log is read. */
export function textOfBytes(bytes: string): string {
	if (/^[\0-\x7f]*$/.test(bytes)) return bytes;
	return new TextDecoder().decode(Uint8Array.from(bytes, byte => byte.charCodeAt(0)));
}
