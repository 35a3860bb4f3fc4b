import {type Duration, type Instant, instant, milliseconds} from '../../source/domain/time.ts';

export type Poll = {readonly at: Instant; readonly took: Duration; readonly failed: boolean};

/** Remembers requests beside the heap, where what a soak knows would look like a leak. */
export function createPolls() {
	let numbers = new Float64Array(3 * 1024);
	let length = 0;
	return {
		add({at, took, failed}: Poll): void {
			if (length === numbers.length) {
				const wider = new Float64Array(2 * length);
				wider.set(numbers);
				numbers = wider;
			}
			numbers.set([at, took, failed ? 1 : 0], length);
			length += 3;
		},
		all: (): readonly Poll[] =>
			Array.from({length: length / 3}, (_, index) => {
				const [at = 0, took = 0, failed = 0] = numbers.subarray(3 * index, 3 * index + 3);
				return {at: instant(at), took: milliseconds(took), failed: failed === 1};
			}),
	};
}
