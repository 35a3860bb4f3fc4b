import {createSecureContext, type SecureContext} from 'node:tls';
import type {Trust} from '../domain/certificate.ts';
import {type Outcome, success} from '../domain/outcome.ts';
import type {TransportError} from '../domain/refusal-decoder.ts';
import {readCaFile, systemRoots} from './trusted-roots.ts';

/** TLS settings by trust, made when first needed (the system's roots take some 50 ms to load) and kept. */
export type SecureContexts = {contextFor(trust: Trust): Promise<Outcome<SecureContext, TransportError>>};

export function createSecureContexts(): SecureContexts {
	const kept = new Map<string, Outcome<SecureContext, TransportError>>();
	let roots: Promise<readonly string[]> | undefined;

	async function make(trust: Trust): Promise<Outcome<SecureContext, TransportError>> {
		// A pinned certificate is compared byte by byte; no root has a say.
		if (trust.mode === 'pinned') return success(contextOf([]));
		const added = trust.mode === 'ca-file' ? await readCaFile(trust.path) : success([]);
		if (!added.ok) return added;
		roots ??= systemRoots();
		return success(contextOf([...(await roots), ...added.value]));
	}

	return {
		async contextFor(trust) {
			const name = trust.mode === 'ca-file' ? `ca-file ${trust.path}` : trust.mode;
			const known = kept.get(name);
			if (known !== undefined) return known;
			const made = await make(trust);
			// A CA file that is missing may be there the next time.
			if (made.ok) kept.set(name, made);
			return made;
		},
	};
}

/** HPE demands TLS 1.2 or later; said here so that no option or variable of Node's can lower it. */
const contextOf = (roots: readonly string[]) =>
	createSecureContext({ca: roots.length > 0 ? roots.join('\n') : [], minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3'});
