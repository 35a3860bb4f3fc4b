/** Writes the log of a busy appliance, a piece of about a mebibyte a call. The same in each run. */
export function createBusyLog() {
	let clock = Date.UTC(2026, 10, 1);
	let count = 0;
	const sessions = Array.from({length: 16}, begin);

	function begin() {
		count += 1;
		return {token: uuid(count * 2), hms: uuid(count * 2 + 1), user: `user${count % 9}@vsphere.local`, isNew: true};
	}

	function line(logger: string, thread: string, level: string, message: string): string {
		const time = new Date(clock).toISOString().slice(0, 23).replace('T', ' ');
		return `${time} ${level.padStart(5)} 13430 --- [${thread.padStart(15)}] ${logger.padEnd(40)} : ${message}\n`;
	}

	const audit = (thread: string, rest: string) =>
		line(
			'o.s.b.a.audit.listener.AuditListener',
			thread,
			'INFO',
			`AuditEvent [timestamp=${new Date(clock).toUTCString().slice(0, 3)} Nov 01 00:00:00 UTC 2026, ${rest}]`,
		);
	const security = (name: string, thread: string, message: string) =>
		line(`c.s.restapi.security.${name}`, thread, 'DEBUG', message);

	function round(number: number): string {
		let text = '';
		clock += 5455;
		for (const [index, session] of sessions.entries()) {
			const thread = `tp1872627924-${16 + (index % 24)}`;
			if (session.isNew) {
				session.isNew = false;
				const {token, user} = session;
				text += audit(
					thread,
					`principal=${user}, type=AUTHENTICATION_SUCCESS, data={details={grant_type=password, username=${user}}}`,
				);
				text += security('SvtTokenEnhancer', thread, `enhancing accessToken ${token} with updated_at=${clock}`);
				text += line('c.s.r.security.SvtInMemoryTokenStore', thread, 'DEBUG', `Storing access token ${token}`);
				text += security('SvtSessionMap', thread, `Adding HMS session map with OAuth=${token}`);
			}
			clock += 3;
			text += security('SessionTickler', 'SessionTickler', `HMS Session ${session.hms} tickled.`);
			if ((number + index) % 6 === 0) {
				text += security(
					'SvtTokenServices',
					thread,
					`Time elapsed (ms: ${30_000 + index} since last update of access token: ${session.token}`,
				);
				text += audit(
					thread,
					`principal=${session.user}, type=AUTHENTICATION_SUCCESS, data={details=remoteAddress=10.0.0.${index}, tokenType=BearertokenValue=<TOKEN>}`,
				);
			}
			if ((number + index) % 8 === 0)
				text += line(
					'o.s.web.servlet.PageNotFound',
					thread,
					'WARN',
					`No mapping found for HTTP request with URI [/api/${number}]`,
				);
		}
		const ending = sessions[number % 16];
		if (number % 100 === 0 && ending !== undefined) {
			const thread = 'tp1872627924-40';
			text += security(
				'SvtTokenServices',
				thread,
				`Removing token ${ending.token} due to inactivity. inactiveTokenExpiration is 600000`,
			);
			text += line('c.s.r.security.SvtInMemoryTokenStore', thread, 'DEBUG', `Removing access token ${ending.token}`);
			text += audit(
				thread,
				`principal=access-token, type=AUTHENTICATION_FAILURE, data={type=org.springframework.security.authentication.BadCredentialsException, message=Access token expired due to inactivity: ${ending.token}}`,
			);
			sessions[number % 16] = begin();
		}
		return text;
	}

	let number = 0;
	return () => {
		let text = '';
		while (text.length < 1024 * 1024) {
			number += 1;
			text += round(number);
		}
		return text;
	};
}

function uuid(number: number): string {
	const digits = Math.imul(number, 2_654_435_761).toString(16).replace('-', '').padStart(8, '0').slice(-8);
	const more = number.toString(16).padStart(12, '0');
	return `${digits}-4609-4bee-8a96-${more}`;
}
