/**
 * The text of a file or a pipe: UTF-8, or UTF-16 as `>` of Windows PowerShell writes it, with or without a byte order mark. What is no
 * character stands as U+FFFD; a character that a limit cut in two is left out.
 */
export function decodeText(bytes: Uint8Array): string {
	const [first, second] = bytes;
	if (first === 0xff && second === 0xfe) return decoded('utf-16le', bytes);
	if (first === 0xfe && second === 0xff) return decoded('utf-16be', bytes);
	const [even, odd] = zeros(bytes.subarray(0, 1024));
	// Latin letters have a zero byte each; text of other scripts comes with a mark.
	if (odd > 0.3 && even < 0.05) return decoded('utf-16le', bytes);
	if (even > 0.3 && odd < 0.05) return decoded('utf-16be', bytes);
	return decoded('utf-8', bytes);
}

/** Streaming keeps back what is cut in two at the end. */
const decoded = (encoding: string, bytes: Uint8Array) => new TextDecoder(encoding).decode(bytes, {stream: true});

/** How many of the bytes at even places are zero, and at odd ones: 0 to 1. */
function zeros(bytes: Uint8Array): readonly [even: number, odd: number] {
	const counts: [number, number] = [0, 0];
	for (const [index, byte] of bytes.entries()) {
		if (byte === 0) counts[index % 2 === 0 ? 0 : 1] += 1;
	}
	const places = bytes.length / 2;
	return places === 0 ? [0, 0] : [counts[0] / places, counts[1] / places];
}
