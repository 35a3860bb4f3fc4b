/** A question to a program on the bus; its arguments are strings, as all of ours are. */
export type BusCall = {
	readonly destination: string;
	readonly path: string;
	readonly interface: string;
	readonly member: string;
	readonly args?: readonly string[];
};

export type BusMessage = {
	readonly kind: 'answer' | 'error' | 'other';
	/** The serial of the call that it answers. */
	readonly answers: number | undefined;
	/** Of an error, such as `org.freedesktop.DBus.Error.ServiceUnknown`. */
	readonly error: string | undefined;
	/** The first value; undefined when there is none, or one of a type that we never ask for. */
	readonly value: unknown;
};

/** In bytes; a bus with hundreds of names has answers of some ten KiB. */
const longestMessage = 1024 * 1024;

/** Nobody is started to answer it: a question must not change what it asks about. */
const noAutoStart = 2;

/** D-Bus Specification 0.43, 'Message Protocol'. */
export function encodeCall({destination, path, interface: name, member, args = []}: BusCall, serial: number): Buffer {
	const body = createWriter();
	for (const arg of args) body.text(arg);
	const fields = createWriter();
	const given: ReadonlyArray<readonly [code: number, type: string, value: string]> = [
		[1, 'o', path],
		[2, 's', name],
		[3, 's', member],
		[6, 's', destination],
		...(args.length > 0 ? ([[8, 'g', 's'.repeat(args.length)]] as const) : []),
	];
	for (const [code, type, value] of given) {
		fields.align(8);
		fields.byte(code);
		fields.signature(type);
		if (type === 'g') fields.signature(value);
		else fields.text(value);
	}
	const start = createWriter();
	for (const byte of [0x6c, 1, noAutoStart, 1]) start.byte(byte);
	for (const number of [body.length(), serial, fields.length()]) start.number(number);
	// 16 bytes come before the fields, so they are aligned by themselves as they are here.
	fields.align(8);
	return Buffer.concat([start.bytes(), fields.bytes(), body.bytes()]);
}

/** How long the message is that begins here: undefined until enough of it is there to know. Throws a RangeError for what is none. */
export function messageLength(bytes: Buffer): number | undefined {
	if (bytes.length < 16) return undefined;
	const reader = createReader(bytes);
	reader.skip(4);
	const body = reader.number();
	reader.skip(4);
	const length = aligned(16 + reader.number(), 8) + body;
	if (length > longestMessage) throw new RangeError('the message is too long');
	return length;
}

/** Throws a RangeError for what is no message. */
export function decodeMessage(bytes: Buffer): BusMessage {
	const reader = createReader(bytes);
	reader.skip(12);
	const end = 16 + reader.number();
	const fields = new Map<number, unknown>();
	while (reader.position() < end) {
		reader.align(8);
		fields.set(reader.byte(), reader.value('v'));
	}
	reader.align(8);
	const [answers, error, signature] = [fields.get(5), fields.get(4), fields.get(8)];
	return {
		kind: bytes[1] === 2 ? 'answer' : bytes[1] === 3 ? 'error' : 'other',
		answers: typeof answers === 'number' ? answers : undefined,
		error: typeof error === 'string' ? error : undefined,
		value: typeof signature === 'string' && signature !== '' ? reader.value(signature) : undefined,
	};
}

const aligned = (position: number, to: number) => Math.ceil(position / to) * to;

function createWriter() {
	const bytes: number[] = [];
	const align = (to: number) => {
		while (bytes.length % to !== 0) bytes.push(0);
	};
	const number = (value: number) => {
		align(4);
		bytes.push(value & 255, (value >>> 8) & 255, (value >>> 16) & 255, value >>> 24);
	};
	return {
		align,
		number,
		byte: (value: number) => void bytes.push(value),
		text(value: string) {
			const encoded = Buffer.from(value);
			number(encoded.length);
			bytes.push(...encoded, 0);
		},
		signature: (value: string) => void bytes.push(value.length, ...Buffer.from(value), 0),
		length: () => bytes.length,
		bytes: () => Buffer.from(bytes),
	};
}

/** Whatever does not fit into `bytes` throws a RangeError, as Buffer's own methods do. */
function createReader(bytes: Buffer) {
	const isLittle = bytes[0] === 0x6c;
	if (!isLittle && bytes[0] !== 0x42) throw new RangeError('the message has no byte order');
	let position = 0;

	function take(length: number): number {
		const start = position;
		if (start + length > bytes.length) throw new RangeError('the message ends too early');
		position += length;
		return start;
	}

	const align = (to: number) => void take(aligned(position, to) - position);
	const byte = () => bytes.readUInt8(take(1));
	const string = (length: number) => {
		const start = take(length + 1);
		return bytes.toString('utf8', start, start + length);
	};

	function number(): number {
		align(4);
		return isLittle ? bytes.readUInt32LE(take(4)) : bytes.readUInt32BE(take(4));
	}

	/** The first value of this signature. Variants may hold variants, but only so deep. */
	function value(signature: string, depth = 0): unknown {
		if (depth > 8) throw new RangeError('the message is too deep');
		switch (signature[0]) {
			case 'y':
				return byte();
			case 'u':
				return number();
			case 'b':
				return number() === 1;
			case 's':
			case 'o':
				return string(number());
			case 'g':
				return string(byte());
			case 'v':
				return value(string(byte()), depth + 1);
			case 'a':
				return list(signature.slice(1), depth + 1);
			default:
				return undefined;
		}
	}

	/** Of strings; nothing else that comes as a list is ever asked for. */
	function list(signature: string, depth: number): unknown {
		if (signature[0] !== 's' && signature[0] !== 'o') return undefined;
		const length = number();
		const end = position + length;
		const values: unknown[] = [];
		while (position < end) values.push(value(signature, depth));
		return values;
	}

	return {align, byte, number, value, skip: (length: number) => void take(length), position: () => position};
}
