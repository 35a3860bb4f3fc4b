import type {Instant} from '../domain/time.ts';

/** `2026-11-24 10:00:00 UTC`: an instant where the person is, with the zone's name. */
export function localTime(at: Instant): string {
	const parts = new Intl.DateTimeFormat('en-GB', {
		year: 'numeric',
		month: '2-digit',
		day: '2-digit',
		hour: '2-digit',
		minute: '2-digit',
		second: '2-digit',
		hourCycle: 'h23',
		timeZoneName: 'short',
	}).formatToParts(at);
	const part = (type: Intl.DateTimeFormatPartTypes) => parts.find(each => each.type === type)?.value ?? '';
	const date = `${part('year')}-${part('month')}-${part('day')}`;
	return `${date} ${part('hour')}:${part('minute')}:${part('second')} ${part('timeZoneName')}`;
}
