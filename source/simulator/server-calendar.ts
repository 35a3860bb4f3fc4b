import type {Instant} from '../domain/time.ts';

/** Writes instants as the appliance does, in its local time. `timeZone` is an IANA name; an unknown one throws a RangeError. */
export function createServerCalendar(timeZone: string) {
	const format = new Intl.DateTimeFormat('en-US', {
		timeZone,
		hourCycle: 'h23',
		weekday: 'short',
		year: 'numeric',
		month: 'short',
		day: '2-digit',
		hour: '2-digit',
		minute: '2-digit',
		second: '2-digit',
		fractionalSecondDigits: 3,
		timeZoneName: 'short',
	});
	const parts = (at: Instant) =>
		Object.fromEntries(format.formatToParts(at).map(({type, value}) => [type as string, value]));

	return {
		/** `2016-04-29 14:36:48.379`. */
		logTime(at: Instant): string {
			const {year, month = '', day, hour, minute, second, fractionalSecond} = parts(at);
			const number = String(months.indexOf(month) + 1).padStart(2, '0');
			return `${year}-${number}-${day} ${hour}:${minute}:${second}.${fractionalSecond}`;
		},
		/** As Java's `Date.toString`: `Fri Apr 29 14:36:48 EDT 2016`. */
		javaDate(at: Instant): string {
			const {weekday, month, day, hour, minute, second, timeZoneName, year} = parts(at);
			return `${weekday} ${month} ${day} ${hour}:${minute}:${second} ${timeZoneName} ${year}`;
		},
	};
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
