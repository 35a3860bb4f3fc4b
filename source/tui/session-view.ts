import {skewInWords} from '../domain/clock-skew.ts';
import type {ExplainContext} from '../domain/explanation.ts';
import {ageInWords} from '../domain/explanation.ts';
import {keeperInWords, type Other} from '../domain/keeper-in-words.ts';
import {isPlain, proxyInWords, storageInWords, trustInWords} from '../domain/profile-in-words.ts';
import {type Active, type Expired, isStoredRefused, type Session} from '../domain/session.ts';
import {type Instant, milliseconds, until} from '../domain/time.ts';
import {countdown, localTime, roundTripInWords} from '../domain/time-in-words.ts';
import {ageWhenGranted, wasReused} from '../domain/token.ts';
import {inMemoryOnly} from '../domain/unstored-in-words.ts';
import {absoluteView, type CountdownView, idleView} from './countdown-view.ts';
import {hostOf, type Shown, shownOf} from './hiding.ts';
import {type Line, labelled, type Run, run} from './line.ts';
import {showsAnotherCertificate} from './message-lines.ts';

export type HeaderView = {
	readonly name: string;
	readonly user: string;
	readonly host: string;
	readonly network: Run;
	/** Where there is little room. */
	readonly shortNetwork: Run;
	/** Undefined where it does not hold any more. */
	readonly trust: Run | undefined;
};

export type HeldView = {
	readonly idle: CountdownView;
	readonly absolute: CountdownView;
	readonly keepAlive: Line;
	readonly renew: Line;
	readonly token: Line;
	/** What is not so of every session. */
	readonly more: readonly Line[];
};

export function headerView(session: Session, shown: Shown): HeaderView {
	const {profile, network} = session;
	const isOther = showsAnotherCertificate(session);
	const online = networkWords[network];
	const [via, shortVia] = profile.proxy === undefined ? ['', ''] : [' via proxy', ' (proxy)'];
	return {
		name: shown(profile.name),
		user: shown(profile.username),
		host: shown(hostOf(profile.origin)),
		network: isOther ? run('✕ certificate changed', 'alarm') : online,
		shortNetwork: isOther ? run('✕ cert. changed', 'alarm') : run(`${online.text}${shortVia}`, online.look),
		trust: isOther ? undefined : run(`${trustInWords(profile).short}${via}`, isPlain(profile.origin) ? 'warn' : 'dim'),
	};
}

export const networkWords: Readonly<Record<Session['network'], Run>> = {
	ok: run('● online', 'calm'),
	failing: run('✕ failing', 'warn'),
	unknown: run('○ unknown', 'dim'),
};

type Asked = {readonly now: Instant; readonly width: number};

export const heldView = (
	session: Session,
	held: Active | Expired,
	{now, width, shown}: Asked & {readonly shown: Shown},
): HeldView => ({
	idle: idleView(held, session.profile, now),
	absolute: absoluteView(held, session.profile, now),
	keepAlive: labelled('Keep-alive', ...keepAliveWords(session, held, {now, width})),
	renew: labelled('Renew', ...renewWords(session, held, {now, width})),
	token: labelled('Token', run(tokenWords(session, held, now))),
	more: moreLines(session, shown),
});

/** Below this there is no room for the counts. */
const wideEnough = 62;
/** Below this there is hardly room for the time. */
const narrow = 37;

function keepAliveWords(session: Session, held: Active | Expired, asked: Asked): readonly Run[] {
	const {keeper, keepAlive} = session;
	if (held.tickle.state !== 'off' || keeper.who === 'us') return ownTickleWords(session, held, asked);
	if (keeper.who === 'other') return keptByWords(keeper, keepAlive, asked);
	return keepAlive ? [run('on', 'calm'), run(' · asking who keeps it')] : ownTickleWords(session, held, asked);
}

/** Another process keeps it alive. */
function keptByWords(keeper: Other, keepAlive: Session['keepAlive'], {now, width}: Asked): readonly Run[] {
	const isWide = width >= wideEnough;
	const who = isWide || keeper.pid === undefined ? keeperInWords(keeper) : String(keeper.pid);
	const left = keeper.nextAt === undefined ? undefined : countdown(until(keeper.nextAt, now));
	const next = left === undefined ? '' : isWide ? ` · next tickle in ${left}` : ` · next ${left}`;
	return keepAlive
		? [run('on', 'calm'), run(` · by ${who}${next}`)]
		: [run('off here'), run(` · kept by ${who}${isWide ? next : ''}`)];
}

function ownTickleWords(session: Session, {tickle}: Active | Expired, {now, width}: Asked): readonly Run[] {
	const {tickles, lastTickle, keepAlive} = session;
	const trip = lastTickle?.roundTrip === undefined ? '' : ` · ${roundTripInWords(lastTickle.roundTrip)}`;
	const counts = width < wideEnough ? '' : ` · ${tickles.sent} sent, ${tickles.failed} failed${trip}`;
	switch (tickle.state) {
		case 'stopped':
			return [
				run('stopped', 'alarm'),
				run(width < wideEnough ? ' · t tries again' : ' · nothing is sent: e says why, t tries again'),
			];
		case 'in-flight':
			return [
				run(keepAlive ? 'on' : 'off', keepAlive ? 'calm' : 'warn'),
				run(` · tickle under way${' '.repeat(width < wideEnough ? 0 : 4)}${counts}`),
			];
		case 'waiting': {
			const isRetry = tickles.failuresInARow > 0;
			const words = isRetry ? 'trying again in' : 'next tickle in';
			const next = `${width < narrow ? 'next' : words} ${countdown(until(tickle.at, now))}`;
			return [run('on', 'calm'), run(' · '), run(next, isRetry ? 'warn' : 'plain'), run(counts)];
		}
		case 'off':
			return keepAlive
				? [run('on', 'calm'), run(` · no more tickles before the end${counts}`)]
				: [run('off', 'warn'), run(` · idles out unless used${tickles.sent === 0 ? '' : counts}`)];
	}
}

function renewWords(session: Session, held: Active | Expired, {now, width}: Asked): readonly Run[] {
	const {profile, passwordStored, tokenStored} = session;
	const at = width >= wideEnough && held.name === 'active' ? renewedAt(held) : undefined;
	const policy = `${profile.renew} · ${at === undefined ? '' : `signs in anew ${localTime(at, now)} · `}`;
	if (isStoredRefused(session))
		return [run(policy), run('the stored password was refused', 'warn'), run(': sign in by typing it')];
	if (passwordStored) return [run(`${policy}password in ${storageInWords[profile.storage].name}`)];
	if (profile.renew === 'auto') return [run(policy), run('no password is stored, so it has to ask', 'warn')];
	if (tokenStored === 'no') return [run(policy), run(`token ${inMemoryOnly}`, 'warn')];
	return [
		run(policy),
		run(
			profile.storage === 'memory'
				? 'token in memory only, no password kept'
				: `token in ${storageInWords[profile.storage].name}, password not stored`,
		),
	];
}

/** When this process signs in by itself, as things stand; undefined when it will not. */
function renewedAt({handOver, deadlines}: Active): Instant | undefined {
	if (handOver.state === 'none') return undefined;
	return handOver.state === 'ahead' ? handOver.at : deadlines.absolute?.earliest;
}

function tokenWords({profile, sharedToken}: Session, {token}: Active | Expired, now: Instant): string {
	const {fingerprint, grantedAt} = token;
	const others = sharedToken === fingerprint ? ' · somebody else uses it' : '';
	const age = ageWhenGranted(token, profile.absoluteLimit);
	if (age === undefined) return `${fingerprint} · received ${localTime(grantedAt, now)}${others}`;
	const issued = wasReused(token, profile.absoluteLimit)
		? `reused: issued about ${ageInWords(milliseconds(age + until(now, grantedAt)))} ago`
		: `issued ${localTime(grantedAt, now)}`;
	return `${fingerprint} · ${issued}${others}`;
}

/** What is not so of every session: another way than the direct one, a clock that is far off. */
export const moreLines = (session: Session, shown: Shown): readonly Line[] =>
	[proxyLine(session, shown), clockLine(session)].filter(line => line !== undefined);

const proxyLine = ({profile: {proxy}}: Session, shown: Shown): Line | undefined =>
	proxy === undefined ? undefined : labelled('Proxy', run(shown(proxyInWords(proxy))));

/** Shown while the appliance's clock is far off. */
function clockLine({clockSkew}: Session): Line | undefined {
	const skew = skewInWords(clockSkew);
	return skew === undefined ? undefined : labelled('Clock', run(`the appliance’s is ${skew} ours`));
}

/** What `explain` may know of the session, with its names as they are shown. */
export function explainContextOf({profile, passwordStored}: Session, isHidden: boolean): ExplainContext {
	const shown = shownOf(profile, isHidden);
	const {name, origin, username, grant, proxy} = profile;
	return {
		profile: {
			name: isHidden ? shown(name) : name,
			origin: isHidden ? shown(origin) : origin,
			username: shown(username),
			grant,
			proxy: proxy === undefined ? undefined : shown(proxy),
		},
		isStored: passwordStored,
	};
}
