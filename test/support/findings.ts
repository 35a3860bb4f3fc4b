import type {Finding} from '../../source/domain/doctor.ts';

/** A finding as a list: its result, what was found, and each step, with its command behind a colon. */
export const foundIn = ({result, detail, advice}: Finding): readonly string[] => [
	result,
	detail,
	...advice.map(({text, command}) => (command === undefined ? text : `${text}: ${command}`)),
];
