import {type AuthMessage, ownCopy, tokenIn, type Written} from './auth-log.ts';
import type {Mark} from './auth-log-session.ts';
import type {RefusalKind} from './refusal.ts';
import {meaningOfException, shortNameOf} from './refusal-names.ts';
import {kindOfTokenText, saysAccountLocked} from './refusal-texts.ts';
import {fingerprintOf} from './secret.ts';

/** All refusals of one cause. `whose` counts them by the token's fingerprint, or by the user where a sign-in was refused. */
export type RefusalGroup = {
	readonly kind: RefusalKind;
	readonly of: 'token' | 'sign-in';
	count: number;
	readonly first: Mark;
	last: Mark;
	/** The first few. */
	readonly lines: number[];
	readonly whose: Map<string, number>;
	/** Of those beyond what is kept. */
	others: number;
};

export type LoggedRefusal = Extract<AuthMessage, {readonly what: 'refused'}>;

const mostLines = 5;
const mostWhose = 20;
/** The principal of a request that showed a token, whoever's it was. */
const tokenPrincipal = 'access-token';

/** Decided on the words first: Spring's audit calls nearly everything BadCredentialsException. */
export function kindOfRefusal({principal, exception, message}: LoggedRefusal): RefusalKind {
	const text = message.slice(0, 400).toLowerCase();
	if (isOfToken(principal)) return kindOfTokenText(text) ?? 'unauthorized';
	if (saysAccountLocked(text)) return 'account-locked';
	const meaning = meaningOfException(shortNameOf(exception));
	switch (meaning) {
		case 'credentials':
		case 'user':
			return 'wrong-credentials';
		case 'client':
			return 'client-login-refused';
		case 'token':
		case 'authentication':
			return 'unauthorized';
		case undefined:
			return /ServiceException$/.test(exception) ? 'server-error' : 'unreadable';
		default:
			return meaning;
	}
}

const isOfToken = (principal: string) => principal === tokenPrincipal;

export function createRefusals() {
	const groups = new Map<string, RefusalGroup>();

	return {
		add(refusal: LoggedRefusal, {at, line}: Written): RefusalGroup {
			const kind = kindOfRefusal(refusal);
			const of = isOfToken(refusal.principal) ? 'token' : 'sign-in';
			const key = `${of} ${kind}`;
			const mark = {at, line};
			const group: RefusalGroup = groups.get(key) ?? {
				kind,
				of,
				count: 0,
				first: mark,
				last: mark,
				lines: [],
				whose: new Map(),
				others: 0,
			};
			groups.set(key, group);
			group.count += 1;
			group.last = mark;
			if (group.lines.length < mostLines) group.lines.push(line);
			countFor(group, of === 'token' ? fingerprintIn(refusal.message) : refusal.principal);
			return group;
		},
		/** The most frequent first. */
		all: (): readonly RefusalGroup[] => [...groups.values()].sort((one, other) => other.count - one.count),
	};
}

function countFor(group: RefusalGroup, whose: string | undefined) {
	const counted = whose === undefined ? undefined : group.whose.get(whose);
	if (whose === undefined || (counted === undefined && group.whose.size >= mostWhose)) group.others += 1;
	else if (counted === undefined) group.whose.set(ownCopy(whose), 1);
	else group.whose.set(whose, counted + 1);
}

function fingerprintIn(message: string): string | undefined {
	const token = tokenIn(message);
	return token === undefined ? undefined : fingerprintOf(token);
}
