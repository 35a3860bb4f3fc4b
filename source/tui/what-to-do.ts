import type {Advice} from '../domain/explanation.ts';
import type {MetRefusal} from '../domain/met-refusals.ts';
import type {RefusalKind} from '../domain/refusal.ts';
import type {Session} from '../domain/session.ts';
import {cellsOf} from './cells.ts';
import {type Line, paragraph, type Run, run} from './line.ts';
import {signInWords} from './message-lines.ts';

type Asked = {readonly advice: readonly Advice[]; readonly width: number};

/** The key that does it, where one does, and what else to do. */
export function whatToDo(session: Session, met: MetRefusal, {advice, width}: Asked): readonly Line[] {
	const livesAgain = session.phase.name === 'active' && met.ownClocks !== undefined;
	const first = livesAgain
		? [run('for the next time: a session lives again', 'dim')]
		: keyFor(session, met.refusal.kind);
	const headline = run('What to do', 'strong');
	const head: readonly Line[] =
		first.length === 0
			? [[headline]]
			: width < wideEnough
				? [[headline], [run('  '), ...first]]
				: [[headline, run('   '), ...first]];
	const rest = advice.filter(({command}) => !livesAgain || !isSignIn(command));
	return [...head, ...rest.flatMap(each => adviceLines(each, width))];
}

/** Below this, things stand under each other. */
const wideEnough = 54;

const isSignIn = (command: string | undefined) =>
	command?.startsWith('svt-tui login') === true && !command.includes(' --');

/** These a new token ends. */
const endings: ReadonlySet<RefusalKind> = new Set([
	'idle-expired',
	'absolute-expired',
	'unknown-token',
	'unauthorized',
	'wrong-credentials',
]);
/** These may have passed. Of all else a key would make things worse, or change nothing. */
const troubles: ReadonlySet<RefusalKind> = new Set(['unreachable', 'busy', 'slow', 'server-error', 'no-token']);

function keyFor(session: Session, kind: RefusalKind): readonly Run[] {
	const {phase, network} = session;
	const isOut = phase.name === 'signed-out' || phase.name === 'expired' || phase.name === 'blocked';
	if (endings.has(kind) && isOut) return [run('s', 'key'), run(` ${signInWords(session)}`)];
	const isHeld = phase.name === 'active' || phase.name === 'expired';
	return troubles.has(kind) && isHeld && network !== 'ok' ? [run('t', 'key'), run(' tickle now')] : [];
}

/** With its command beside it where there is room, else below. */
function adviceLines({text, command}: Advice, width: number): readonly Line[] {
	if (command === undefined) return paragraph(text, width, 'plain', '  - ');
	const whole = `  - ${text}: `;
	return cellsOf(whole) + cellsOf(command) <= width
		? [[run(whole), run(command, 'key')]]
		: [...paragraph(`${text}:`, width, 'plain', '  - '), ...paragraph(command, width, 'key', '      ')];
}
