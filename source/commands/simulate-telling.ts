import {safeText} from '../domain/server-text.ts';
import {type Duration, type Instant, minutes, scaled} from '../domain/time.ts';
import {emergencyUser} from '../simulator/accounts.ts';
import type {Counts, RequestRecord} from '../simulator/request-records.ts';
import type {SimulatorAddress} from '../simulator/server.ts';
import type {SimulateOptions} from './simulate-options.ts';

/** The simulator's own, the same each time: easy to type, and worth nothing anywhere else. */
export const simulatedPassword = 'simplivity-demo';
export const simulatedEmergencyPassword = 'svtcli-demo';

/** Where it is and how to sign in there. */
export function addressLines({origin, certificate}: SimulatorAddress, options: SimulateOptions): readonly string[] {
	const {username, speed, idleLimit} = options;
	const shown = scaled(idleLimit, 1 / speed);
	const limit = shown === minutes(10) ? '' : ` --idle-limit ${durationText(shown)}`;
	const trust = certificate === undefined ? '' : ` --fingerprint ${certificate.sha256}`;
	const signIn = (user: string) => `svt-tui login ${origin} --username ${user}${trust}${limit}`;
	return [
		`origin      ${origin}`,
		`fingerprint ${certificate?.sha256 ?? 'none: plain HTTP'}`,
		`username    ${username}`,
		`password    ${simulatedPassword}`,
		`emergency   ${emergencyUser} with ${simulatedEmergencyPassword}`,
		`sign in     ${signIn(username)}`,
		`or          ${signIn(emergencyUser)} --emergency`,
	];
}

export const addressJson = ({origin, certificate}: SimulatorAddress, {username}: SimulateOptions): string =>
	JSON.stringify({
		origin,
		fingerprint: certificate?.sha256 ?? null,
		username,
		password: simulatedPassword,
		emergency: {username: emergencyUser, password: simulatedEmergencyPassword},
	});

/** `14:02:11  GET   /api/hosts  200  bearer-accepted`; never the query, which may carry a password. */
export function requestLine({at, method, path, status, verdict, faults}: RequestRecord): string {
	const [name, where] = [safeText(method, 10), safeText(path, 200)];
	const fault = faults.length === 0 ? undefined : `fault: ${faults.join(', ')}`;
	const judged = [verdict, fault].filter(word => word !== undefined).join(', ') || 'not looked at';
	return `${clockText(at)}  ${name.padEnd(4)}  ${where}  ${status ?? 'no answer'}  ${judged}`;
}

export const requestJson = ({at, connection, method, path, status, verdict, faults}: RequestRecord): string =>
	JSON.stringify({
		at: new Date(at).toISOString(),
		connection,
		method: safeText(method, 10),
		path: safeText(path, 200),
		status: status ?? null,
		verdict: verdict ?? null,
		faults,
	});

/** What there was, without what there was not. */
export function countLines({requests, connections, byVerdict, byPath, malformed, faults}: Counts): readonly string[] {
	const counts: ReadonlyArray<readonly [string, number]> = [
		['connections', connections],
		['requests', requests],
		...Object.entries(byVerdict),
		['no HTTP', malformed],
		['faults', faults],
		...Object.entries(byPath).map(([path, count]) => [safeText(path, 200), count] as const),
	];
	const most = Math.max(...counts.map(([, count]) => String(count).length));
	return counts
		.filter(([name, count]) => count > 0 || name === 'requests')
		.map(([name, count]) => `${String(count).padStart(most)}  ${name}`);
}

/** As `parseDuration` reads it: `20s`, `10m`, `1h30m`. */
export function durationText(span: Duration): string {
	const total = Math.max(1, Math.round(span));
	const parts = [
		[Math.floor(total / 3_600_000), 'h'],
		[Math.floor(total / 60_000) % 60, 'm'],
		[Math.floor(total / 1000) % 60, 's'],
		[total % 1000, 'ms'],
	] as const;
	return parts.map(([count, unit]) => (count === 0 ? '' : `${count}${unit}`)).join('');
}

function clockText(at: Instant): string {
	const date = new Date(at);
	return [date.getHours(), date.getMinutes(), date.getSeconds()].map(part => String(part).padStart(2, '0')).join(':');
}
