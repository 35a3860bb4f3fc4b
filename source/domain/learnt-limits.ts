import {isOver} from './deadline.ts';
import {isSameAccount, type Profile} from './profile.ts';
import type {Refusal} from './refusal.ts';
import {type Active, type Expired, noted, type Session} from './session.ts';
import {isUse, type Moment, type SessionEvent, type Step} from './session-event.ts';
import {type Duration, later, latest, milliseconds, minutes, seconds, until} from './time.ts';
import {cutOff, reuseTolerance, type Token} from './token.ts';

/** No appliance ends sessions sooner: whoever says so would only have us ask it all the time. */
const leastIdleLimit = seconds(5);
const leastAbsoluteLimit = minutes(1);

/**
 * A session that the appliance ended as unused, while our clock still saw time left, shows that its idle limit is shorter than we
 * know: at most as long as it was not used. Others who share the token only make that shorter.
 */
export function withLearntIdleLimit(next: Session, before: Session, event: SessionEvent, moment: Moment): Step {
	const {phase} = next;
	if (next === before || !isUse(event) || event.refusal?.kind !== 'idle-expired') return [next];
	const held = before.phase;
	if (phase.name !== 'expired' || (held.name !== 'active' && held.name !== 'expired')) return [next];
	const {touchedAt, deadlines} = held;
	const known = before.profile.idleLimit;
	const span = wholeSeconds(until(event.sentAt, touchedAt));
	if (deadlines.idle.earliest <= event.sentAt || span < leastIdleLimit || span >= known) return [next];
	if (!isSeenByUs(before, held)) return [next];
	const limited = withLimit(next, {idleLimit: span}, {limit: 'idle', span, before: known}, moment);
	const idle = {earliest: later(touchedAt, span), latest: event.sentAt};
	const ended: Expired = {...phase, deadlines: {...phase.deadlines, idle}};
	return [
		{...limited, phase: ended},
		{type: 'store-limits', profile: limited.profile, limit: 'idle'},
	];
}

/**
 * A token lives as long as the limit when it is fresh, never longer. One that says more proves a longer limit; one that comes right
 * after the end of another is fresh, and proves a shorter one as well.
 */
export function withLearntAbsoluteLimit(session: Session, event: SessionEvent, moment: Moment): Step {
	if (event.type !== 'token-granted') return [session];
	const {phase, profile} = session;
	const {absolute, grantedAt} = event.token;
	// One that is being proven was granted already.
	if (phase.name !== 'signing-in' || phase.unproven !== undefined || phase.request !== event.request) return [session];
	if (absolute === undefined) return [session];
	const known = profile.absoluteLimit;
	const span = (later(absolute.earliest, cutOff) - grantedAt) as Duration;
	const isLonger = span > known + reuseTolerance;
	const isShorter = span < known - reuseTolerance && span >= leastAbsoluteLimit && isFresh(event.token, phase.before);
	if (!isLonger && !isShorter) return [session];
	const limited = withLimit(session, {absoluteLimit: span}, {limit: 'absolute', span, before: known}, moment);
	// Also where the session in reserve goes on.
	const isSame = isSameAccount(phase.formerProfile, profile);
	const formerProfile = isSame ? {...phase.formerProfile, absoluteLimit: span} : phase.formerProfile;
	return [
		{...limited, phase: {...phase, formerProfile}},
		{type: 'store-limits', profile: limited.profile, limit: 'absolute'},
	];
}

type Limits = Partial<Pick<Profile, 'idleLimit' | 'absoluteLimit'>>;
type Learnt = {readonly limit: 'idle' | 'absolute'; readonly span: Duration; readonly before: Duration};

const withLimit = (session: Session, limits: Limits, learnt: Learnt, {now}: Moment): Session =>
	noted({...session, profile: {...session.profile, ...limits}}, now, {what: 'limit-learnt', ...learnt});

/** Whether our own clock ran evenly since that use: it was this process's, and nobody set the clock. */
function isSeenByUs({clockSetAt, journal, keeper}: Session, {touchedAt}: Active | Expired): boolean {
	if (keeper.who === 'other' || (clockSetAt !== undefined && clockSetAt >= touchedAt)) return false;
	return !journal.some(({at, happening: {what}}) => at >= touchedAt && takenOver.has(what));
}

/** After these, the last use is what another process wrote down by its clock. */
const takenOver: ReadonlySet<string> = new Set(['session-restored', 'token-adopted', 'took-over']);

/** Within so much of the other one's end nobody else is likely to have signed in already. */
const momentAfterEnd = minutes(1);

/** Whether the token was issued just now: another one was dead for sure, and had been alive a moment before. */
function isFresh(token: Token, before: Active | Expired | undefined): boolean {
	if (before?.name !== 'expired' || before.token.bearer.matches(token.bearer)) return false;
	const {touchedAt, at, refusal} = before;
	const {absolute} = before.deadlines;
	const isDead = refusal === undefined ? absolute !== undefined && isOver(absolute, at) : isOfAge(refusal);
	if (!isDead) return false;
	// It lived until then by the server's own word.
	const lived = absolute !== undefined && absolute.earliest <= at ? latest(touchedAt, absolute.earliest) : touchedAt;
	return until(token.grantedAt, lived) <= momentAfterEnd;
}

const isOfAge = ({kind}: Refusal) => kind === 'absolute-expired';

const wholeSeconds = (span: Duration) => milliseconds(Math.floor(span / 1000) * 1000);
