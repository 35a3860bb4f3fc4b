/** Zero bytes and control characters, or much that is no UTF-8, stand in no answer of a server's: a program, or compressed. */
export function isGarbled(text: string): boolean {
	const start = text.slice(0, 65_536);
	const wrong = start.match(/[\0-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]/g)?.length ?? 0;
	return text.includes('\0') || wrong > start.length / 10;
}
