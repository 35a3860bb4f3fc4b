import {lookup as lookUpHere} from 'node:dns';
import {isIP, type LookupFunction} from 'node:net';
import {fieldsOf} from '../domain/reader.ts';
import {minutes} from '../domain/time.ts';
import {askChild} from './asked-child.ts';

/** More than any exchange has. */
const longest = minutes(10);

/**
 * How a connection finds the addresses of a name: as the system does, but in a program of its own. The system's own look-up cannot be
 * called off, and a process does not end before it: where the DNS server is silent, as after a VPN has gone, whoever quits would wait
 * for half a minute.
 */
export function lookupUntil(signal: AbortSignal, child?: string): LookupFunction {
	return (host, options, callback) => {
		// It is in a file of this machine.
		if (host === 'localhost') return lookUpHere(host, options, callback);
		void askChild(['addresses', host], {environment: process.env, timeout: longest, signal, child}).then(answer => {
			if (signal.aborted) return;
			const {addresses, code} = fieldsOf(answer) ?? {};
			const found = Array.isArray(addresses)
				? addresses.filter(each => typeof each === 'string' && isIP(each) !== 0)
				: [];
			const [first] = found;
			if (first !== undefined && options.all) {
				callback(
					null,
					found.map(address => ({address, family: isIP(address)})),
				);
			} else if (first !== undefined) callback(null, first, isIP(first));
			else if (typeof code === 'string') callback(Object.assign(new Error(`${host} is not found`), {code}), '');
			// No other program could be started: slow to call off is better than none.
			else lookUpHere(host, options, callback);
		});
	};
}
