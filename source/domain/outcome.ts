/** What an expected thing came to. A throw is a bug; a failure is an ordinary value. */
export type Outcome<Value, Failure> =
	| {readonly ok: true; readonly value: Value}
	| {readonly ok: false; readonly failure: Failure};

export const success = <Value>(value: Value): {readonly ok: true; readonly value: Value} => ({ok: true, value});
export const failure = <Failure>(reason: Failure): {readonly ok: false; readonly failure: Failure} => ({
	ok: false,
	failure: reason,
});
