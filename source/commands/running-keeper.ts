import type {SessionRecord} from '../domain/session-record.ts';
import {type Instant, minutes, until} from '../domain/time.ts';

/** The process that a record says keeps the session, if that still runs. */
export function runningKeeper(
	record: SessionRecord | undefined,
	now: Instant,
	isRunning: (processId: number) => boolean,
): number | undefined {
	const pid = record?.keepAlive.keeperPid;
	if (record === undefined || pid === undefined || !isRunning(pid)) return undefined;
	return isLate(record, now) ? undefined : pid;
}

/** One that slept through its own next tickle, or has said nothing for longer than a session lives, is another with its number. */
function isLate({keepAlive: {nextAt}, writtenAt, idleLimitMilliseconds}: SessionRecord, now: Instant): boolean {
	return until(now, nextAt ?? writtenAt) > (nextAt === undefined ? idleLimitMilliseconds + minutes(2) : minutes(2));
}
