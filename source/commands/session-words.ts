import type {Deadlines} from '../domain/deadline.ts';
import type {Happening} from '../domain/journal.ts';
import type {Session} from '../domain/session.ts';
import type {Instant} from '../domain/time.ts';
import {localTime} from '../domain/time-in-words.ts';

/** `ends if idle at 14:12:03, at the latest Mon 12:37:04`. */
export function endInWords({idle, absolute}: Deadlines, now: Instant): string {
	if (absolute === undefined) return `ends if idle at ${localTime(idle.earliest, now)}`;
	if (absolute.earliest <= idle.earliest) return `ends at ${localTime(absolute.earliest, now)}`;
	return `ends if idle at ${localTime(idle.earliest, now)}, at the latest ${localTime(absolute.earliest, now)}`;
}

type StoringProblem = Extract<Happening, {readonly what: 'storing-failed'}>;

/** What the store of secrets, or a file, had to say; each trouble once. */
export function storingProblems({journal}: Session): readonly StoringProblem[] {
	const problems = journal.flatMap(({happening}) => (happening.what === 'storing-failed' ? [happening] : []));
	return problems.filter(({text}, index) => problems.findIndex(other => other.text === text) === index);
}

export const isOfSecrets = ({where}: StoringProblem) => where === 'secrets';
