import {createHash} from 'node:crypto';
import {join} from 'node:path';
import {parseGuard, storedGuard} from '../domain/guard-format.ts';
import {accountIdentity, type LoginGuard, noGuard, withInstants} from '../domain/login-guard.ts';
import {failure, type Outcome, success} from '../domain/outcome.ts';
import {parseJson} from '../domain/reader.ts';
import {type Instant, instant, later, milliseconds, seconds, until} from '../domain/time.ts';
import type {Account, Clock, FileFailure, LoginGuards} from '../ports.ts';
import {fileFailure} from './file-failure.ts';
import {readGuardKey} from './guard-key.ts';
import {removeLeftovers} from './leftovers.ts';
import {passwordMark} from './password-mark.ts';
import {readPrivateFile, replacePrivateFile} from './private-file.ts';
import {makeInnerFolder} from './private-folder.ts';
import {setAside} from './set-aside.ts';

type Options = {
	/** Holds the folder `guards`; made when something is written. */
	readonly folder: string;
	readonly clock: Clock;
	/** What the machine's clock says now. */
	readonly wallClock?: () => Instant;
};

/**
 * A file an account in `guards` under the state folder, see `guard-format`, whose name gives away neither user nor appliance. Each
 * write replaces the whole guard; who reads one to change it holds the right to sign in as this user meanwhile.
 *
 * Instants stand in it by the wall clock. Processes that started before and after somebody set that one have clocks of their own that
 * differ for good, and each would take the other's sign-ins for long past.
 */
export function createLoginGuards({folder, clock, wallClock = () => instant(Date.now())}: Options): LoginGuards {
	const guards = join(folder, 'guards');
	const pathOf = (account: Account) => join(guards, `${digestOf(account)}.json`);

	/** How far the wall clock was set since this process started; what is less than a little is how clocks are. */
	function setAhead(): number {
		const ahead = until(wallClock(), clock.now());
		return Math.abs(ahead) < little ? 0 : ahead;
	}

	const makeFolders = () => makeInnerFolder(folder, guards);

	/** Fails this once: what was refused is forgotten, and only a person may take that into account. */
	async function setDamagedAside(damaged: FileFailure): Promise<Outcome<LoginGuard, FileFailure>> {
		const aside = await setAside(damaged, clock);
		const what = aside.ok ? aside.value : `${damaged.text}, and could not be set aside: ${aside.failure.text}`;
		return failure({...damaged, text: `${what}; which passwords were refused is not known, so ${byHand}`});
	}

	return {
		async read(account) {
			const path = pathOf(account);
			const content = await readPrivateFile(path, {most: mostGuard, links: 'refuse'});
			if (!content.ok) return content.failure.kind === 'damaged' ? setDamagedAside(content.failure) : content;
			if (content.value === undefined) return success(noGuard);
			const guard = parseGuard(parseJson(content.value));
			const ahead = setAhead();
			if (guard !== undefined) return success(withInstants(guard, at => later(at, milliseconds(-ahead))));
			return setDamagedAside(fileFailure('damaged', path, 'it holds no login guard of this version'));
		},
		async write(account, guard) {
			const path = pathOf(account);
			const ahead = setAhead();
			const stored = storedGuard(withInstants(guard, at => later(at, milliseconds(ahead))));
			if (stored === undefined)
				return failure(fileFailure('unwritable', path, 'the guard is not right: a fault of svt-tui'));
			const made = await makeFolders();
			if (!made.ok) return made;
			await removeLeftovers(guards);
			return replacePrivateFile(path, `${JSON.stringify(stored)}\n`);
		},
		async markOf(account, password) {
			const made = await makeFolders();
			if (!made.ok) return made;
			const key = await readGuardKey(guards, clock);
			return key.ok ? success(await passwordMark(password, key.value, digestOf(account))) : key;
		},
	};
}

/** In bytes; a full guard is about a thousand. */
const mostGuard = 16 * 1024;

const little = seconds(2);

const byHand = 'sign in by hand: svt-tui login';

const digestOf = (account: Account) => createHash('sha256').update(accountIdentity(account)).digest('hex');
