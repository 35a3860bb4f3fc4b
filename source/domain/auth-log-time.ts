declare const unit: unique symbol;

/**
 * A time on the appliance's own clock, which names no zone: milliseconds as if it were UTC. Two of one log can be compared; none can be
 * set against a clock of ours.
 */
export type ServerTime = number & {readonly [unit]: 'server time'};

export const serverTime = (milliseconds: number) => milliseconds as ServerTime;

/** The characters of `2016-04-29 14:36:48.379`. */
export const timeLength = 23;

/** Reads the time at `start` of the text; NaN when there is none. Called for each line of a log, however large. */
export function serverTimeAt(text: string, start: number): ServerTime {
	if (text.length - start < timeLength || !hasSeparators(text, start)) return serverTime(Number.NaN);
	const year = twoDigits(text, start) * 100 + twoDigits(text, start + 2);
	const month = twoDigits(text, start + 5);
	const day = twoDigits(text, start + 8);
	const hour = twoDigits(text, start + 11);
	const minute = twoDigits(text, start + 14);
	const second = twoDigits(text, start + 17);
	const milliseconds = twoDigits(text, start + 20) * 10 + digit(text, start + 22);
	if (!(month >= 1 && month <= 12 && day >= 1 && day <= 31)) return serverTime(Number.NaN);
	if (!(hour < 24 && minute < 60 && second < 61)) return serverTime(Number.NaN);
	const seconds = daysTo(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second;
	return serverTime(seconds * 1000 + milliseconds);
}

/** `2016-04-29T14:36:48.379`: ISO 8601 without a zone, as there is none. */
export const isoServerTime = (at: ServerTime) => new Date(at).toISOString().slice(0, timeLength);

/** `2016-04-29 14:36:48`. */
export const serverSecond = (at: ServerTime) => isoServerTime(at).slice(0, 19).replace('T', ' ');

function hasSeparators(text: string, start: number): boolean {
	return (
		text.charCodeAt(start + 4) === 0x2d &&
		text.charCodeAt(start + 7) === 0x2d &&
		text.charCodeAt(start + 10) === 0x20 &&
		text.charCodeAt(start + 13) === 0x3a &&
		text.charCodeAt(start + 16) === 0x3a &&
		text.charCodeAt(start + 19) === 0x2e
	);
}

function digit(text: string, at: number): number {
	const value = text.charCodeAt(at) - 0x30;
	return value >= 0 && value <= 9 ? value : Number.NaN;
}

const twoDigits = (text: string, at: number) => digit(text, at) * 10 + digit(text, at + 1);

/** Days since 1970-01-01 in the Gregorian calendar, counted in years that begin in March. */
function daysTo(year: number, month: number, day: number): number {
	const marchYear = month > 2 ? year : year - 1;
	const marchMonth = month > 2 ? month - 3 : month + 9;
	const leapDays = Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400);
	return marchYear * 365 + leapDays + Math.floor((marchMonth * 153 + 2) / 5) + day - 1 - 719_468;
}
