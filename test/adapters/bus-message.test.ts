import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {decodeMessage, encodeCall, messageLength} from '../../source/adapters/bus-message.ts';
import {busAnswer} from '../support/bus-answer.ts';

const call = {
	destination: 'org.freedesktop.DBus',
	path: '/org/freedesktop/DBus',
	interface: 'org.freedesktop.DBus',
	member: 'NameHasOwner',
	args: ['org.freedesktop.secrets'],
};

/** Printable bytes as they are, all others as two digits. */
const shown = (bytes: Buffer) =>
	[...bytes].map(byte => (byte > 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `<${byte.toString(16)}>`)).join('');

const field = (code: number, type: string, text: string) => {
	const padding = '<0>'.repeat((8 - ((text.length + 9) % 8)) % 8);
	return `<${code}><1>${type}<0><${text.length.toString(16)}><0><0><0>${text}<0>${padding}`;
};

test('a call is written as the specification says, and starts nobody', () => {
	expect(shown(encodeCall(call, 7))).toBe(
		[
			// Byte order, call, flags with NO_AUTO_START, version; length of the body, serial, length of the fields.
			'l<1><2><1><1c><0><0><0><7><0><0><0><7f><0><0><0>',
			field(1, 'o', '/org/freedesktop/DBus'),
			field(2, 's', 'org.freedesktop.DBus'),
			field(3, 's', 'NameHasOwner'),
			field(6, 's', 'org.freedesktop.DBus'),
			'<8><1>g<0><1>s<0><0>',
			'<17><0><0><0>org.freedesktop.secrets<0>',
		].join(''),
	);
});

describe('an answer is read', () => {
	test.each([
		['s', ':1.42'],
		['o', '/org/freedesktop/secrets/collection/login'],
		['b', true],
		['b', false],
		['u', 4_294_967_295],
		['as', ['org.freedesktop.DBus', 'org.freedesktop.secrets', '']],
		['as', []],
		['v', true],
		['v', '/'],
	] as const)('of type %s: %j', (type, value) => {
		for (const order of ['little', 'big'] as const) {
			const bytes = busAnswer({answers: 7, type, value, order});
			expect(messageLength(bytes)).toBe(bytes.length);
			expect(decodeMessage(bytes)).toEqual({kind: 'answer', answers: 7, error: undefined, value});
		}
	});

	test('that is an error, with its name', () => {
		const error = 'org.freedesktop.DBus.Error.ServiceUnknown';
		const bytes = busAnswer({answers: 9, error, type: 's', value: 'The name is not activatable'});
		expect(decodeMessage(bytes)).toEqual({kind: 'error', answers: 9, error, value: 'The name is not activatable'});
	});

	test('of a type that we never ask for, without its value', () => {
		expect(decodeMessage(busAnswer({answers: 7, type: 'd', value: ''})).value).toBeUndefined();
	});
});

test('how long a message is, is known after 16 bytes', () => {
	const bytes = busAnswer({answers: 7, type: 's', value: 'x'});
	expect(messageLength(bytes.subarray(0, 15))).toBeUndefined();
	expect(messageLength(bytes.subarray(0, 16))).toBe(bytes.length);
	bytes.writeUInt32LE(2 ** 27, 4);
	expect(() => messageLength(bytes)).toThrow(new RangeError('the message is too long'));
});

test('what is no message ends in a RangeError, soon', () => {
	const whole = busAnswer({answers: 7, type: 'as', value: ['org.freedesktop.secrets', 'org.freedesktop.DBus']});
	const damaged = fc
		.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), {minLength: 1, maxLength: 8})
		.map(changes => {
			const bytes = Buffer.from(whole);
			for (const [at, byte] of changes) bytes[at] = byte;
			return bytes;
		});
	const anything = fc.uint8Array({maxLength: 200}).map(bytes => Buffer.from(bytes));
	fc.assert(
		fc.property(fc.oneof(damaged, anything), bytes => {
			try {
				messageLength(bytes);
				decodeMessage(bytes);
			} catch (error) {
				expect(error).toBeInstanceOf(RangeError);
			}
		}),
		{numRuns: 3000},
	);
});
