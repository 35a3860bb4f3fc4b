import {spanInWords} from '../domain/explanation.ts';
import {failure, type Outcome, success} from '../domain/outcome.ts';
import type {Profile, RenewPolicy} from '../domain/profile.ts';
import {renewPolicies} from '../domain/profile-format.ts';
import {intervalBounds} from '../domain/tickle-plan.ts';
import {type Duration, type Instant, instant, later, seconds} from '../domain/time.ts';
import type {Invocation} from './command.ts';
import {choiceOption, durationOption, textOption} from './option-values.ts';

export type KeepAliveOptions = {
	readonly interval: Duration | undefined;
	readonly renew: RenewPolicy | undefined;
	/** When to end; undefined: with the sessions, or on a signal. */
	readonly end: Instant | undefined;
};

/** A failure is words to a person. */
export function readKeepAliveOptions(invocation: Invocation, now: Instant): Outcome<KeepAliveOptions, string> {
	const interval = durationOption(invocation, 'interval');
	if (!interval.ok) return interval;
	const renew = choiceOption(invocation, 'renew', renewPolicies);
	if (!renew.ok) return renew;
	const span = durationOption(invocation, 'for');
	if (!span.ok) return span;
	const untilText = textOption(invocation, 'until');
	if (untilText !== undefined && span.value !== undefined) return failure('take one of --for and --until');
	const time = untilText === undefined ? undefined : nextTime(untilText, now);
	if (untilText !== undefined && time === undefined) return failure('--until is a time of day such as 18:00');
	return success({
		interval: interval.value,
		renew: renew.value,
		end: span.value === undefined ? time : later(now, span.value),
	});
}

/** Why this interval is not for this profile; undefined when it is. */
export function intervalProblem({name, idleLimit}: Profile, interval: Duration | undefined): string | undefined {
	if (interval === undefined) return undefined;
	const {least, most} = intervalBounds(idleLimit);
	if (interval >= least && interval <= most) return undefined;
	const bounds = `with an idle limit of ${spanInWords(idleLimit)}, --interval is between ${secondsInWords(least)} and ${secondsInWords(most)}`;
	const why = interval < least ? 'more often is only a load' : 'less often leaves no room for one that fails';
	return `${name}: ${bounds}: ${why}`;
}

/** To the tenth where it is short: a bound that is cut off would be refused. */
const secondsInWords = (span: Duration) =>
	span < seconds(60) ? `${Math.round(span / 100) / 10} s` : spanInWords(span);

/** The next `HH:MM` of local time after now. */
function nextTime(text: string, now: Instant): Instant | undefined {
	const [, hours, minutes] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
	if (hours === undefined || minutes === undefined) return undefined;
	const date = new Date(now);
	date.setHours(Number(hours), Number(minutes), 0, 0);
	if (date.getTime() <= now) date.setDate(date.getDate() + 1);
	return instant(date.getTime());
}
