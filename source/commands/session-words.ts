import type {Happening} from '../domain/journal.ts';
import type {Session} from '../domain/session.ts';

type StoringProblem = Extract<Happening, {readonly what: 'storing-failed'}>;

/** What the store of secrets, or a file, had to say; each trouble once. */
export function storingProblems({journal}: Session): readonly StoringProblem[] {
	const problems = journal.flatMap(({happening}) => (happening.what === 'storing-failed' ? [happening] : []));
	return problems.filter(({text}, index) => problems.findIndex(other => other.text === text) === index);
}

export const isOfSecrets = ({where}: StoringProblem) => where === 'secrets';
