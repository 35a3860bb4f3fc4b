import {type Check, type CheckResult, checkTitles} from '../domain/doctor.ts';

/** Undefined where lines are not broken: into a file or a pipe. */
type Width = number | undefined;

/** What was found of this machine or of one appliance: a line a check, and below it what to do about it. */
export function sectionText(heading: string, checks: readonly Check[], width: Width): string {
	// Beside each other where there is room, else below.
	const isNarrow = width !== undefined && width < 60;
	const column = isNarrow ? 2 : Math.max(...checks.map(({id}) => checkTitles[id].length)) + 10;
	const lines = folded(checks).flatMap(check => {
		if ('left' in check) return leftLines(check, width);
		const title = checkTitles[check.id];
		const head = `  ${marks[check.result]}  ${title}`;
		const detail = wrapped(check.detail, width, ' '.repeat(isNarrow ? 8 : column));
		const body = isNarrow
			? [head, ...detail]
			: [`${head.padEnd(column)}${detail[0]?.trimStart() ?? ''}`, ...detail.slice(1)];
		return [...body, ...check.advice.flatMap(step => adviceLines(step, width, isNarrow ? 8 : column))];
	});
	return [heading, ...lines].join('\n');
}

function leftLines({left, why}: Left, width: Width): readonly string[] {
	const titles = left.map(({id}) => checkTitles[id]).join(', ');
	const [first = '', ...more] = wrapped(`${titles}: ${why}`, width, ' '.repeat(8));
	return [`  ${marks.skipped}  ${first.trimStart()}`, ...more];
}

type Left = {readonly why: string; readonly left: readonly Check[]};

/** What was left out for the same reason, one after the other, takes one line. */
function folded(checks: readonly Check[]): ReadonlyArray<Check | Left> {
	const lines: Array<Check | Left> = [];
	for (const check of checks) {
		const last = lines.at(-1);
		const why = last !== undefined && ('left' in last ? last.why : last.detail);
		const isSame = last !== undefined && check.result === 'skipped' && why === check.detail;
		if (isSame)
			lines[lines.length - 1] = {why: check.detail, left: 'left' in last ? [...last.left, check] : [last, check]};
		else lines.push(check);
	}
	return lines;
}

const marks: Readonly<Record<CheckResult, string>> = {ok: 'ok  ', warn: 'warn', fail: 'FAIL', skipped: 'skip'};

/** A command stays on one line, however long, so that it can be copied. */
function adviceLines({text, command}: Check['advice'][number], width: Width, column: number): readonly string[] {
	const [first = '', ...more] = wrapped(text, width, ' '.repeat(column + 2));
	const lines = [`${' '.repeat(column)}- ${first.trimStart()}`, ...more];
	return command === undefined ? lines : [...lines, `${' '.repeat(column + 4)}${command}`];
}

/** Words of a text on as many lines as they need; a word that is longer than a line is broken by nobody. */
function wrapped(text: string, width: Width, indent: string): readonly string[] {
	if (width === undefined) return [`${indent}${text}`];
	const most = Math.max(20, width - indent.length);
	const lines: string[] = [];
	let line = '';
	for (const word of text.split(' ')) {
		if (line !== '' && line.length + 1 + word.length > most) {
			lines.push(line);
			line = word;
		} else line = line === '' ? word : `${line} ${word}`;
	}
	return [...lines, line].map(each => `${indent}${each}`);
}
