import {safeText} from '../domain/server-text.ts';
import {type Duration, milliseconds, parseDuration} from '../domain/time.ts';
import {faultHelp, parseFault} from '../simulator/fault-grammar.ts';
import type {Simulator} from '../simulator/server.ts';
import {countLines, durationText, requestLine} from './simulate-telling.ts';

/** What can be typed while it runs. */
const wishHelp = `fault F          from here on this goes wrong, such as: fault status=503,times=3
faults           lists them
clear            nothing goes wrong any more
idle 20s         the idle limit
absolute 5m      the absolute limit, of tokens from here on
reuse, fresh     a sign-in gets the living token again, or one of its own
password NEW     the user's password; it also unlocks the account
lock 3           so many refused passwords lock the account; lock 0 never does
restart          the service starts anew: all tokens are unknown
certificate      a new certificate, and all connections are reset
refuse 30s       nothing listens for so long; without a time, until accept
accept           it listens again
skew 5m          the server's clock shows another time; skew -5m, skew 0
requests         the latest requests
counts           how often it was asked what
help, quit

${faultHelp}`.trimEnd();

/** What is answered to a line that was typed; undefined when it was a wish to end. */
export async function obey(line: string, simulator: Simulator, username: string): Promise<string | undefined> {
	const [, name = '', rest = ''] = /^\s*(\S*)\s*(.*?)\s*$/s.exec(line) ?? [];
	const span = parseDuration(rest);
	switch (name.toLowerCase()) {
		case '':
			return '';
		case 'fault': {
			const parsed = parseFault(rest);
			if (!parsed.ok) return `${safeText(parsed.failure, 120)}; help lists the words`;
			simulator.faults.add(parsed.value);
			return 'from here on';
		}
		case 'faults':
			return faultList(simulator);
		case 'clear':
			simulator.faults.clear();
			return 'nothing goes wrong any more';
		case 'idle':
			if (span === undefined) return 'such as: idle 20s';
			simulator.change({idleLimit: span});
			return `the idle limit is ${durationText(span)}`;
		case 'absolute':
			if (span === undefined) return 'such as: absolute 5m';
			simulator.change({absoluteLimit: span});
			return `the next token lives ${durationText(span)}`;
		case 'reuse':
		case 'fresh':
			simulator.change({reuse: name.toLowerCase() === 'reuse'});
			return name.toLowerCase() === 'reuse' ? 'a sign-in gets the living token again' : 'a sign-in gets a new token';
		case 'password':
			if (rest === '') return 'such as: password changed-it';
			simulator.setPassword(username, rest);
			return `${username} has another password`;
		case 'lock':
			if (!/^\d{1,3}$/.test(rest)) return 'such as: lock 3';
			simulator.change({lockAfter: Number(rest)});
			return Number(rest) === 0
				? 'no account is locked any more'
				: `${rest} refused passwords in a row lock an account`;
		case 'restart':
			simulator.restart();
			return 'it does not know any token any more';
		case 'certificate': {
			const certificate = await simulator.renewCertificate();
			return certificate === undefined ? 'plain HTTP has no certificate' : `fingerprint ${certificate.sha256}`;
		}
		case 'refuse':
			if (rest !== '' && span === undefined) return 'such as: refuse 30s';
			simulator.refuseConnections(span);
			return span === undefined ? 'nothing listens until accept' : `nothing listens for ${durationText(span)}`;
		case 'accept': {
			const accepted = await simulator.acceptConnections();
			return accepted.ok ? 'it listens' : `it cannot listen: ${accepted.failure.code}`;
		}
		case 'skew': {
			const skew = parseSkew(rest);
			if (skew === undefined) return 'such as: skew 5m, skew -5m, skew 0';
			simulator.change({clockSkew: skew});
			return skew === 0 ? 'its clock is right' : `its clock shows ${rest.replace(/^\+/, '')} more`;
		}
		case 'requests':
			return simulator.requests().slice(-20).map(requestLine).join('\n') || 'none yet';
		case 'counts':
			return countLines(simulator.counts()).join('\n');
		case 'help':
			return wishHelp;
		case 'quit':
		case 'exit':
			return undefined;
		default:
			return `'${safeText(name, 40)}' means nothing here; help lists what does`;
	}
}

function faultList({faults}: Simulator): string {
	const lines = faults.list().map(({id, fault, struck}) => {
		const {type, ...more} = fault.what;
		const words = [type, ...pairs(more), ...pairs(fault.when ?? {}), ...(fault.late === true ? ['late'] : [])];
		return `${id}  ${words.join(', ')}  (${struck} so far)`;
	});
	return lines.join('\n') || 'none';
}

const pairs = (values: object) => Object.entries(values).map(([name, value]) => `${name}=${value}`);

function parseSkew(text: string): Duration | undefined {
	if (text === '0') return milliseconds(0);
	const span = parseDuration(text.replace(/^[+-]/, ''));
	return span === undefined ? undefined : milliseconds(text.startsWith('-') ? -span : span);
}
