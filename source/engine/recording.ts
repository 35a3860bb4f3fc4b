import type {SessionEvent} from '../domain/session-event.ts';
import type {SessionRecord} from '../domain/session-record.ts';
import {recordAfter, type Standing} from '../domain/session-recording.ts';
import type {SessionPorts} from './session-ports.ts';

/** Writes what other processes may know of a session. */
export function createRecording({records, processId}: SessionPorts, dispatch: (event: SessionEvent) => void) {
	let last: Promise<void> = Promise.resolve();
	let pending: {readonly record: SessionRecord; readonly standing: Standing} | undefined;
	let told: string | undefined;

	/** One write at a time, the latest one wins. */
	function write(record: SessionRecord, standing: Standing): Promise<void> {
		const isWaiting = pending !== undefined;
		pending = {record, standing};
		if (!isWaiting) last = last.then(writePending);
		return last;
	}

	async function writePending(): Promise<void> {
		const next = pending;
		pending = undefined;
		if (next === undefined) return;
		const former = await records.read(next.record.profile);
		const outcome = await records.write(recordAfter(former, next.record, {standing: next.standing, processId}));
		const problem = outcome.ok ? undefined : outcome.failure.text;
		// Said once, not with each tickle.
		if (problem !== undefined && problem !== told) dispatch({type: 'storing-failed', where: 'files', problem});
		told = problem;
	}

	return {write, idle: () => last};
}
