import type {Instant} from '../domain/time.ts';
import type {ApplianceEvent} from './appliance-event.ts';
import {createServerCalendar} from './server-calendar.ts';
import type {Switches} from './switches.ts';

export type ApplianceLogOptions = {
	/** The time that the server shows. Read once for each line, as a real log does. */
	readonly now: () => Instant;
	/** Takes one line without its line break. */
	readonly write: (line: string) => void;
	/** An IANA name; UTC unless told. Lines are in server-local time and do not name it. */
	readonly timeZone?: string;
	readonly elapsedForm: () => Switches['elapsedForm'];
	readonly pid?: number;
	/** The number in Jetty's thread names, `qtp1872627924-22`. */
	readonly threadPool?: number;
};

const loggers = {
	sessions: 'c.s.restapi.security.SvtSessionMap',
	enhancer: 'c.s.restapi.security.SvtTokenEnhancer',
	store: 'c.s.r.security.SvtInMemoryTokenStore',
	services: 'c.s.restapi.security.SvtTokenServices',
	tickler: 'c.s.restapi.security.SessionTickler',
	audit: 'o.s.b.a.audit.listener.AuditListener',
} as const;

/**
 * `svt-rest-api.log` in the server's own format: Spring Boot's default pattern
 * `%d{yyyy-MM-dd HH:mm:ss.SSS} %5p ${PID} --- [%15.15t] %-40.40logger{39} : %m%n`, with messages and their order as in HPE's
 * "Authorization-related REST API log messages and responses". What that page does not show (a refused login, a revoke) is built
 * from the same messages.
 */
export function createApplianceLog({now, write, timeZone = 'UTC', elapsedForm, ...options}: ApplianceLogOptions) {
	const calendar = createServerCalendar(timeZone);
	let pid = options.pid ?? 13_430;
	let threadPool = options.threadPool ?? 1_872_627_924;

	/** Writes the lines of one event. `thread` is the number of the request thread it happened on. */
	function record(event: ApplianceEvent, thread: number) {
		const jetty = `qtp${threadPool}-${thread}`;
		const debug = (logger: keyof typeof loggers, message: string) => line('DEBUG', jetty, logger, message);
		const audit = (principal: string, result: 'SUCCESS' | 'FAILURE', data: string) =>
			line('INFO', jetty, 'audit', at => {
				const type = `AUTHENTICATION_${result}`;
				return `AuditEvent [timestamp=${calendar.javaDate(at)}, principal=${principal}, type=${type}, data=${data}]`;
			});
		const failed = (principal: string, exception: string, message: string) =>
			audit(
				principal,
				'FAILURE',
				`{type=org.springframework.security.authentication.${exception}, message=${message}}`,
			);
		const removed = (token: string, sessions: number) => {
			debug('store', `Removing access token ${token}`);
			debug('sessions', `Removing session with oauth id=${token}`);
			debug('sessions', `Session count after remove: ${sessions}`);
			debug('sessions', 'Expired session count after remove: 0');
		};
		switch (event.type) {
			case 'token-granted': {
				const {value, username, grant, updatedAt} = event.token;
				const enhancing = `enhancing accessToken ${value} with updated_at=${updatedAt}`;
				debug('sessions', `User count after add: ${event.users}`);
				audit(username, 'SUCCESS', `{details={grant_type=${grant}, username=${username}}}`);
				debug('enhancer', enhancing);
				debug('store', `Storing access token ${value}`);
				debug('enhancer', enhancing);
				debug('sessions', `Adding HMS session map with OAuth=${value}`);
				debug('sessions', `Session count after add: ${event.sessions}`);
				debug('sessions', 'Expired session count after add: 0');
				break;
			}
			case 'login-failed':
				failed(event.login.username, event.login.exception, event.login.message);
				break;
			case 'token-used':
				debug('services', timeElapsed(elapsedForm(), event.elapsed, event.token.value));
				audit(
					event.token.username,
					'SUCCESS',
					`{details=remoteAddress=${event.remoteAddress}, tokenType=BearertokenValue=<TOKEN>}`,
				);
				break;
			case 'token-idle-expired': {
				const {token, elapsed, idleLimit, sessions, text} = event;
				debug('services', timeElapsed(elapsedForm(), elapsed, token.value));
				debug(
					'services',
					`Removing token ${token.value} due to inactivity. inactiveTokenExpiration is ${Math.floor(idleLimit)}`,
				);
				removed(token.value, sessions);
				failed('access-token', 'BadCredentialsException', text);
				break;
			}
			case 'token-refused':
				failed('access-token', 'BadCredentialsException', event.text);
				break;
			case 'token-revoked':
				removed(event.token.value, event.sessions);
				break;
			case 'session-tickled':
				line('DEBUG', 'SessionTickler', 'tickler', `HMS Session ${event.hmsSession} tickled.`);
				break;
		}
	}

	function line(
		level: 'DEBUG' | 'INFO',
		thread: string,
		logger: keyof typeof loggers,
		message: string | ((at: Instant) => string),
	) {
		const at = now();
		const text = typeof message === 'string' ? message : message(at);
		const column = thread.slice(-15).padStart(15);
		write(
			`${calendar.logTime(at)} ${level.padStart(5)} ${pid} --- [${column}] ${loggers[logger].padEnd(40)} : ${printable(text)}`,
		);
	}

	return {
		record,
		/** The service starts anew: another process, other threads. */
		restart() {
			pid += 1520;
			threadPool = (threadPool * 48_271) % 2_147_483_647;
		},
	};
}

/** The newer form has no closing parenthesis on HPE's page either. */
const timeElapsed = (form: Switches['elapsedForm'], elapsed: number, token: string) =>
	form === 'older'
		? `Time elapsed (ms) since last update of access token: ${Math.floor(elapsed)}`
		: `Time elapsed (ms: ${Math.floor(elapsed)} since last update of access token: ${token}`;

/** A client's text (a user name, a token) must not forge a line or steer a terminal. */
const printable = (text: string) => text.replace(/[\p{Cc}\u2028\u2029]/gu, '?');
