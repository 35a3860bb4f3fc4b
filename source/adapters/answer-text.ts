import {brotliDecompressSync, gunzipSync, inflateSync, type ZlibOptions} from 'node:zlib';

type Decompress = (bytes: Buffer, options: ZlibOptions) => Buffer;

const decompressors: ReadonlyMap<string, Decompress> = new Map<string, Decompress>([
	['gzip', gunzipSync],
	['x-gzip', gunzipSync],
	['deflate', inflateSync],
	['br', brotliDecompressSync],
]);

/**
 * The text of a body. We ask for no compression; a proxy may compress all the same, and what that unpacks to is held to the same
 * limit as the body itself: `too-large` when it exceeds it. A body that can't be unpacked is shown as it came.
 */
export function answerText(bytes: Buffer, encoding: string | undefined, most: number): Text | 'too-large' {
	const decompress = decompressors.get(encoding?.trim().toLowerCase() ?? '');
	if (decompress === undefined || bytes.length === 0) return {body: bytes.toString('utf8'), cutOff: false};
	try {
		return {body: decompress(bytes, {maxOutputLength: most}).toString('utf8'), cutOff: false};
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return 'too-large';
		return {body: bytes.toString('utf8'), cutOff: true};
	}
}

type Text = {readonly body: string; readonly cutOff: boolean};
