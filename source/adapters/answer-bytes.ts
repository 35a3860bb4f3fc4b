import {brotliDecompressSync, gunzipSync, inflateSync, type ZlibOptions} from 'node:zlib';

type Decompress = (bytes: Buffer, options: ZlibOptions) => Buffer;

const decompressors: ReadonlyMap<string, Decompress> = new Map<string, Decompress>([
	['gzip', gunzipSync],
	['x-gzip', gunzipSync],
	['deflate', inflateSync],
	['br', brotliDecompressSync],
]);

/**
 * What a body holds. We ask for no compression; a proxy may compress all the same, and what that unpacks to is held to the same limit
 * as the body itself: `too-large` when it exceeds it. A body that can't be unpacked is given as it came.
 */
export function answerBytes(bytes: Buffer, encoding: string | undefined, most: number): Unpacked | 'too-large' {
	const decompress = decompressors.get(encoding?.trim().toLowerCase() ?? '');
	if (decompress === undefined || bytes.length === 0) return {bytes, cutOff: false};
	try {
		return {bytes: decompress(bytes, {maxOutputLength: most}), cutOff: false};
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return 'too-large';
		return {bytes, cutOff: true};
	}
}

type Unpacked = {readonly bytes: Buffer; readonly cutOff: boolean};
