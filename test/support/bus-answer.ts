type Answer = {
	/** The serial of the call. */
	readonly answers: number;
	/** The name of the error, for one that is. */
	readonly error?: string;
	/** One of `s o b u as v`; a variant holds a flag or a string. For any other there is no body but eight zeros. */
	readonly type: string;
	readonly value: unknown;
	readonly order?: 'little' | 'big';
};

/** What a program on the bus answers, byte by byte and written apart from the code that reads it. */
export function busAnswer({answers, error, type, value, order = 'little'}: Answer): Buffer {
	const number = (count: number) => {
		const bytes = Buffer.alloc(4);
		if (order === 'little') bytes.writeUInt32LE(count);
		else bytes.writeUInt32BE(count);
		return bytes;
	};
	const padded = (bytes: Buffer, to: number) => Buffer.concat([bytes, Buffer.alloc((to - (bytes.length % to)) % to)]);
	const text = (content: string) => Buffer.concat([number(Buffer.byteLength(content)), Buffer.from(`${content}\0`)]);
	const signature = (content: string) => Buffer.concat([Buffer.of(content.length), Buffer.from(`${content}\0`)]);

	function body(): Buffer {
		if (type === 's' || type === 'o') return text(String(value));
		if (type === 'b' || type === 'u') return number(Number(value));
		if (type === 'v' && typeof value === 'boolean')
			return Buffer.concat([Buffer.from('\x01b\0\0'), number(Number(value))]);
		if (type === 'v') return Buffer.concat([Buffer.from('\x01s\0\0'), text(String(value))]);
		if (type !== 'as') return Buffer.alloc(8);
		const strings = (Array.isArray(value) ? value : []).map(String);
		const list = strings.reduce((before, next) => Buffer.concat([padded(before, 4), text(next)]), Buffer.alloc(0));
		return Buffer.concat([number(list.length), list]);
	}

	const fields: readonly Buffer[] = [
		Buffer.concat([Buffer.from('\x05\x01u\0'), number(answers)]),
		...(error === undefined ? [] : [Buffer.concat([Buffer.from('\x04\x01s\0'), text(error)])]),
		Buffer.concat([Buffer.from('\x08\x01g\0'), signature(type)]),
	];
	const header = fields.reduce((before, next) => Buffer.concat([padded(before, 8), next]), Buffer.alloc(0));
	const start = Buffer.from([order === 'little' ? 0x6c : 0x42, error === undefined ? 2 : 3, 1, 1]);
	const content = body();
	return Buffer.concat([start, number(content.length), number(1), number(header.length), padded(header, 8), content]);
}
