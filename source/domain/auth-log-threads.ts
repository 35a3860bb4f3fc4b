import {ownCopy, type Uuid, type Written} from './auth-log.ts';
import type {ServerTime} from './auth-log-time.ts';
import type {Duration} from './time.ts';

type SignIn = {readonly user: string; readonly grant: string; readonly at: ServerTime};
type LookUp = {readonly token: Uuid | undefined; readonly silence: Duration; readonly at: ServerTime};
type Thread = {signIn: SignIn | undefined; lookUp: LookUp | undefined};

/** A thread serves one request at a time; whose lines come later than this are another's. */
const patience = 30_000;
const mostThreads = 1000;

/** What each request thread has said so far of the request that it serves: only together its lines tell who used which token. */
export function createRequestThreads() {
	const threads = new Map<string, Thread>();

	function threadOf({thread}: Written): Thread {
		const known = threads.get(thread);
		if (known !== undefined) return known;
		if (threads.size >= mostThreads) threads.delete(threads.keys().next().value ?? '');
		const made: Thread = {signIn: undefined, lookUp: undefined};
		threads.set(ownCopy(thread), made);
		return made;
	}

	return {
		signedIn(where: Written, user: string, grant: string) {
			threadOf(where).signIn = {user: ownCopy(user), grant: ownCopy(grant), at: where.at};
		},
		lookedUp(where: Written, token: Uuid | undefined, silence: Duration) {
			threadOf(where).lookUp = {token, silence, at: where.at};
		},
		/** The sign-in that this line goes on with; once. */
		signInOf(where: Written): SignIn | undefined {
			const thread = threadOf(where);
			const {signIn} = thread;
			thread.signIn = undefined;
			return isSameRequest(signIn, where) ? signIn : undefined;
		},
		/** The look at a token that this line goes on with; once. */
		lookUpOf(where: Written): LookUp | undefined {
			const thread = threadOf(where);
			const {lookUp} = thread;
			thread.lookUp = undefined;
			return isSameRequest(lookUp, where) ? lookUp : undefined;
		},
		restart: () => threads.clear(),
	};
}

const isSameRequest = (said: {readonly at: ServerTime} | undefined, {at}: Written) =>
	said !== undefined && Math.abs(at - said.at) <= patience;
