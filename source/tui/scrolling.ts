import {type Line, line} from './line.ts';

export const mostScrollOf = (lines: readonly Line[], rows: number) => Math.max(0, lines.length - rows);

/** The lines that are in sight; where there are more below, the last one says so. */
export function linesInSight(lines: readonly Line[], rows: number, scroll: number): readonly Line[] {
	const first = Math.min(scroll, mostScrollOf(lines, rows));
	if (first + rows >= lines.length) return lines.slice(first);
	return [...lines.slice(first, first + rows - 1), line('… Down for more', 'dim')];
}
