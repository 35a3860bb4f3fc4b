import {doubtful, type Finding, failed, skipped, well} from './doctor.ts';
import {type Advice, advice} from './explanation.ts';
import {safeText} from './server-text.ts';
import {type Instant, instant} from './time.ts';

export type MachineFacts = {
	/** Such as `20.20.2`. */
	readonly node: string;
	/** Such as `linux x64, OpenSSL 3.0.19`. */
	readonly system: string;
	/** Whether it was started with a debugger open. */
	readonly isInspected: boolean;
	readonly terminal: TerminalFacts;
};

export type TerminalFacts = {
	/** Which of stdin, stdout and stderr are terminals. */
	readonly streams: readonly string[];
	readonly size: {readonly columns: number; readonly rows: number} | undefined;
	/** How many there are by what Node finds out; 2 for none. */
	readonly colours: number;
	readonly isAscii: boolean;
	/** What `TERM` says. */
	readonly name: string | undefined;
	readonly multiplexer: 'tmux' | 'screen' | undefined;
	/** Whether terminals have a name here: not on Windows. */
	readonly isNamed: boolean;
};

/** What package.json names in `engines`. */
const oldestNode = [20, 19] as const;

/** Until when each line gets fixes (https://nodejs.org/en/about/previous-releases); of later ones nothing is known yet. */
const endsOfLife: Readonly<Record<number, string>> = {
	21: '2024-06-01',
	23: '2025-06-01',
	20: '2026-04-30',
	25: '2026-06-01',
	22: '2027-04-30',
	24: '2028-04-30',
};

const recommended = 24;

export function nodeFinding({node, system}: Pick<MachineFacts, 'node' | 'system'>, now: Instant): Finding {
	const [major = 0, minor = 0] = node.split('.').map(Number);
	const [least, leastMinor] = oldestNode;
	const detail = `${safeText(node, 40)} on ${safeText(system, 60)}`;
	if (major < least || (major === least && minor < leastMinor)) {
		return failed('node', 'machine', `${detail}: svt-tui needs ${least}.${leastMinor} or newer`, update(now));
	}
	const end = endsOfLife[major];
	if (end === undefined || isBefore(now, end)) return well('node', detail);
	return doubtful('node', `${detail}, a line that got its last fixes by ${end}`, update(now));
}

function update(now: Instant): Advice {
	const end = endsOfLife[recommended];
	const which =
		end !== undefined && isBefore(now, end) ? `${recommended}, which gets fixes until ${end}` : 'of a newer line';
	return advice(`Install Node.js ${which}`);
}

const isBefore = (now: Instant, day: string) => now < instant(Date.parse(day));

/** The screen at its smallest, and as it is meant. */
const smallest = {columns: 40, rows: 12};

export function terminalFinding(facts: TerminalFacts): Finding {
	const {streams, size, colours, isAscii, name, multiplexer, isNamed} = facts;
	if (streams.length === 0)
		return skipped('terminal', 'there is none: the screen needs one, the other commands do not');
	const parts = [
		...(size === undefined ? [] : [`${size.columns}×${size.rows}`]),
		...(name === undefined ? [] : [safeText(name, 40)]),
		...(multiplexer === undefined ? [] : [`in ${multiplexer}`]),
		isAscii ? 'ASCII only' : 'UTF-8',
		colours > 2 ? (colours > 256 ? 'all colours' : `${colours} colours`) : 'no colours',
	];
	const missing = ['stdin', 'stdout', 'stderr'].filter(stream => !streams.includes(stream));
	if (missing.length > 0) parts.push(`but not for ${missing.join(' and ')}`);
	const problems: Advice[] = [];
	if (name === 'dumb' || (name === undefined && isNamed)) {
		const why = name === undefined ? 'TERM is not set' : 'TERM is dumb';
		problems.push(advice(`${why}: the screen cannot be drawn. Say what the terminal is`, 'export TERM=xterm-256color'));
	}
	if (size !== undefined && (size.columns < smallest.columns || size.rows < smallest.rows)) {
		problems.push(advice(`Make it larger: the screen needs ${smallest.columns}×${smallest.rows}, 80×24 is best`));
	}
	if (isAscii) problems.push(advice('Choose a locale with UTF-8, for lines and bars', 'export LANG=C.UTF-8'));
	return problems.length === 0
		? well('terminal', parts.join(', '))
		: doubtful('terminal', parts.join(', '), ...problems);
}
