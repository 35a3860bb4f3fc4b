import {skewInWords} from '../domain/clock-skew.ts';
import {type Deadline, endOf, firstEnd, isOver} from '../domain/deadline.ts';
import {ageInWords} from '../domain/explanation.ts';
import {isLeftToSignOut, type PendingWipe} from '../domain/pending-wipe.ts';
import {proxyInWords, storageInWords} from '../domain/profile-in-words.ts';
import {safeText} from '../domain/server-text.ts';
import type {StandingReason} from '../domain/session-record.ts';
import {forgottenInWords} from '../domain/sign-out-in-words.ts';
import {stateInWords} from '../domain/state-in-words.ts';
import {until} from '../domain/time.ts';
import {countdown, countdownTo, localTime} from '../domain/time-in-words.ts';
import type {Standing} from './status-report.ts';

type Beside = {
	readonly isStandard: boolean;
	/** How it came to its end. */
	readonly why: string | undefined;
	/** What of its secrets is to be removed and is not yet. */
	readonly wipes: readonly PendingWipe[];
};

/** A session as `status` tells it: its state, and below it what is known, aligned. */
export function statusLines(standing: Standing, {isStandard, why: how, wipes}: Beside): readonly string[] {
	const {profile, record, state, reason, now} = standing;
	const why = reason === undefined ? '' : `: ${reasonInWords(reason, standing)}`;
	const token = record?.token === undefined || state === 'signed-out' ? '' : `, token ${record.token.fingerprint}`;
	const rows: Array<readonly [string, string]> = [
		['user', `${safeText(profile.username, 100)} at ${safeText(profile.origin, 100)}${token}`],
	];
	if (profile.proxy !== undefined) rows.push(['proxy', proxyInWords(profile.proxy)]);
	if (state === 'active') {
		if (record?.idle !== undefined) rows.push(['idle', `${deadlineText(record.idle, standing)} unless used`]);
		if (record?.absolute !== undefined) rows.push(['absolute', deadlineText(record.absolute, standing)]);
		rows.push(['keep-alive', keepAliveText(standing)]);
		const token = tokenText(standing);
		if (token !== undefined) rows.push(['token', token]);
	}
	if (state === 'expired' && reason === 'idle' && record?.idle !== undefined)
		rows.push(['idle', `ended ${localTime(record.idle.latest, now)}`]);
	if (state === 'expired' && reason === 'absolute' && record?.absolute !== undefined)
		rows.push(['absolute', `ended ${localTime(record.absolute.latest, now)}`]);
	if (state === 'signed-out' && record?.idle !== undefined && !isOver(record.idle, now)) {
		const end = forgottenInWords({idle: record.idle, absolute: record.absolute}, now);
		rows.push(['token', reason === 'token-lost' ? end : `that it is revoked was not confirmed: ${end}`]);
	}
	for (const text of pendingTexts(wipes, standing)) rows.push(['still here', text]);
	if (how !== undefined) rows.push(['why', how]);
	const skew = skewInWords(record?.clockSkewMilliseconds);
	if (skew !== undefined) rows.push(['clock', `the appliance's is ${skew} ours`]);
	rows.push(['renew', `${profile.renew}, ${passwordText(standing)}`]);
	return [
		`${profile.name}${isStandard ? ' (default)' : ''}  ${stateInWords[state]}${why}`,
		...rows.map(([label, text]) => `  ${label.padEnd(10)}  ${text}`),
	];
}

/** What waits for a sign-out, and what only for the store. */
function pendingTexts(wipes: readonly PendingWipe[], {profile: {name, storage}, now}: Standing): readonly string[] {
	const {place} = storageInWords[storage];
	const [left, others] = [true, false].map(isLeft => wipes.filter(wipe => isLeftToSignOut(wipe, now) === isLeft));
	const textOf = (some: readonly PendingWipe[] | undefined, what: string) =>
		some === undefined || some.length === 0 ? [] : [`${some.map(({holds}) => holds).join(' and ')} ${place}: ${what}`];
	return [
		...textOf(left, `svt-tui logout ${name} revokes and removes it`),
		...textOf(others, 'removed as soon as svt-tui can use it'),
	];
}

/** `dc1 07:41`, for a prompt or a status bar. */
export function shortLine({profile: {name}, record, state, now}: Standing): string {
	if (state !== 'active' || record?.idle === undefined) return `${name} ${state}`;
	return `${name} ${countdownTo(firstEnd({idle: record.idle, absolute: record.absolute}, now), now)}`;
}

function reasonInWords(reason: StandingReason, {profile, record}: Standing): string {
	switch (reason) {
		case 'token-lost':
			return `its token was ${profile.storage === 'memory' ? 'in memory' : 'not stored'}, and is gone with process ${record?.token?.onlyIn}`;
		case 'idle':
			return 'it was idle for too long, by our clock';
		case 'absolute':
			return 'its time was up, by our clock';
		case 'rejected':
			return 'the appliance refused the token';
		case 'signed-out':
			return 'somebody signed out';
		case 'idle-expired':
			return 'it was idle for too long, the appliance says';
		case 'absolute-expired':
			return 'its time was up, the appliance says';
		case 'unknown-token':
			return 'the appliance does not know the token any more';
		case 'wrong-credentials':
			return 'user name or password refused';
		default:
			return reason.replaceAll('-', ' ');
	}
}

function deadlineText(deadline: Deadline, {now}: Standing): string {
	const {at, proven} = endOf(deadline, now);
	const doubt = proven ? '' : '  unproven,';
	return `${countdown(until(at, now)).padEnd(8)}${doubt}  ends ${localTime(at, now)}`;
}

function keepAliveText({record, keeper, now}: Standing): string {
	if (record === undefined || keeper === undefined) return 'off';
	const {nextAt, last, sent, failuresInARow} = record.keepAlive;
	const parts = [`on by process ${keeper}`];
	if (nextAt !== undefined) parts.push(`next tickle in ${countdown(until(nextAt, now))}`);
	if (last !== undefined) parts.push(`last ${last.outcome} ${localTime(last.at, now)}`);
	if (failuresInARow > 0) parts.push(`${failuresInARow} failed in a row`);
	return [...parts, `${sent} sent`].join(', ');
}

/** Only what is not so of every token: that it is nowhere else, is older than its sign-in, or is used by others. */
function tokenText({profile, record, now}: Standing): string | undefined {
	if (record?.token === undefined) return undefined;
	const {reused, shared, issuedAt, onlyIn} = record.token;
	// That the store could not take it is not known: it may be at it, or wait for somebody who unlocks it.
	const place = profile.storage === 'memory' ? 'in memory only' : 'in memory only: it is not stored';
	const issued = issuedAt === undefined ? '' : `, issued about ${ageInWords(until(now, issuedAt))} ago`;
	const where = onlyIn === undefined ? [] : [`${place}; process ${onlyIn} has it`];
	const parts = [
		...where,
		...(reused ? [`reused${issued}`] : []),
		...(shared ? ['somebody else uses it as well'] : []),
	];
	return parts.length === 0 ? undefined : parts.join('; ');
}

function passwordText({profile, record}: Standing): string {
	if (record?.blocked !== undefined) return 'the password was refused: sign in again';
	const isStored = record?.passwordStored ?? profile.savePassword;
	const {place} = storageInWords[profile.storage];
	if (isStored) return `password ${place}`;
	return record?.token?.onlyIn === undefined ? `token ${place}, no password stored` : 'no password stored';
}
