import {lookup} from 'node:dns/promises';
import {existsSync} from 'node:fs';
import {createRequire} from 'node:module';
import {dirname, join} from 'node:path';
import type {AddonFacts} from '../domain/keychain-facts.ts';
import {codeOf} from './file-failure.ts';
import {findKeytar} from './keytar-place.ts';

/**
 * A program of its own for what cannot be called off: loading the native part of the keychain's library, which may take the whole
 * process down with it, and looking up a name, which can last for half a minute and would hold up our end for as long. Whoever asks
 * kills it when the time is over. It prints its answer as JSON.
 */
const [, , question, host = ''] = process.argv;

process.stdout.write(JSON.stringify(question === 'addon' ? loadAddon() : await addressesOf(host)));

/** The library itself keeps quiet about why its native part does not load, so that is loaded without it. */
function loadAddon(): AddonFacts {
	const require = createRequire(import.meta.url);
	let library: string;
	try {
		library = dirname(findKeytar(import.meta.url));
	} catch (error) {
		return codeOf(error) === 'MODULE_NOT_FOUND' ? {kind: 'missing'} : {kind: 'broken', message: messageOf(error)};
	}
	const system = `${process.platform}-${process.arch}`;
	// Where the library looks itself.
	const places = [join('..', 'build', 'Release'), join('..', 'prebuilds', system), join('prebuilds', system)];
	const addons = places.map(place => join(library, place, 'keytar.node')).filter(path => existsSync(path));
	let message: string | undefined;
	for (const addon of addons) {
		try {
			require(addon);
			return {kind: 'loaded'};
		} catch (error) {
			message ??= messageOf(error);
		}
	}
	return message === undefined ? {kind: 'none-for', system} : {kind: 'broken', message: message.slice(0, 1000)};
}

function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}

async function addressesOf(
	name: string,
): Promise<{readonly addresses: readonly string[]; readonly took: number} | {readonly code: string}> {
	const start = performance.now();
	try {
		const found = await lookup(name, {all: true, order: 'verbatim'});
		const took = Math.round(performance.now() - start);
		return {addresses: [...new Set(found.map(({address}) => address))], took};
	} catch (error) {
		return {code: error instanceof Error && 'code' in error ? String(error.code) : 'ENOTFOUND'};
	}
}
