/** What a part of a session's bar says of that time, or of the session's end. */
export type Mark =
	| 'used'
	| 'silent'
	| 'tickled'
	| 'failing'
	| 'asleep'
	| 'idle'
	| 'absolute'
	| 'revoked'
	| 'restarted'
	| 'forgotten'
	| 'rejected'
	| 'abandoned'
	| 'open';

/** One column wide each, in ASCII as well. */
export type Sign = {readonly sign: string; readonly ascii: string; readonly meaning: string};

/** In the order in which a legend explains them. */
export const marks: Readonly<Record<Mark, Sign>> = {
	used: {sign: '━', ascii: '=', meaning: 'in use'},
	silent: {sign: '─', ascii: '-', meaning: 'silent'},
	tickled: {sign: '┄', ascii: '.', meaning: 'silent, but tickled by the appliance'},
	failing: {sign: '▒', ascii: '%', meaning: 'tickles failed'},
	asleep: {sign: 'z', ascii: 'z', meaning: 'machine slept'},
	idle: {sign: '✕', ascii: 'x', meaning: 'idled out'},
	absolute: {sign: '┃', ascii: '|', meaning: 'absolute limit'},
	revoked: {sign: '○', ascii: 'o', meaning: 'revoked'},
	restarted: {sign: '╳', ascii: '!', meaning: 'service restarted'},
	forgotten: {sign: '?', ascii: '?', meaning: 'not known any more'},
	rejected: {sign: '■', ascii: '#', meaning: 'refused'},
	abandoned: {sign: '…', ascii: '~', meaning: 'not used again'},
	open: {sign: '▶', ascii: '>', meaning: 'open'},
};

/** The time that a bar stands for, in milliseconds, and in how many equal parts it is cut. */
export type Scale = {readonly from: number; readonly span: number; readonly parts: number};

/** A session from its first to its last sign of life, and what is to be said of a time between them. */
export type Life = {
	readonly from: number;
	readonly to: number;
	readonly end: Mark;
	readonly markOf: (start: number, stop: number) => Mark;
};

/** Undefined before the session and after it. */
export function barOf({from, to, end, markOf}: Life, scale: Scale): ReadonlyArray<Mark | undefined> {
	const {span, parts} = scale;
	const partOf = (at: number) =>
		Math.min(parts - 1, Math.max(0, Math.floor(((at - scale.from) / Math.max(1, span)) * (parts - 1))));
	const timeOf = (part: number) => scale.from + (part / (parts - 1)) * span;
	const [first, last] = [partOf(from), partOf(to)];
	return Array.from({length: parts}, (_, part) => {
		if (part < first || part > last) return undefined;
		return part === last ? end : markOf(timeOf(part), timeOf(part + 1));
	});
}

/** What the marks of some bars mean: sign and meaning, in order. */
export const legendOf = (used: ReadonlySet<Mark | undefined>): readonly Sign[] =>
	Object.entries(marks).flatMap(([mark, sign]) => (used.has(mark as Mark) ? [sign] : []));
