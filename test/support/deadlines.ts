import type {Deadline} from '../../source/domain/deadline.ts';
import type {Instant, RoundTrip} from '../../source/domain/time.ts';

export const exactly = (at: Instant): Deadline => ({earliest: at, latest: at});

/** An answer that took no time. */
export const atOnce = (at: Instant): RoundTrip => ({sentAt: at, receivedAt: at});
