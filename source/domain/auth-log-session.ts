import {ownCopy, type Uuid, type Written} from './auth-log.ts';
import {type ServerTime, serverTime} from './auth-log-time.ts';
import {fingerprintOf} from './secret.ts';
import {type Duration, milliseconds} from './time.ts';

/** Where something stands in the log, and when it was. */
export type Mark = {readonly at: ServerTime; readonly line: number};

/** How a session ended. `abandoned`: nobody showed the token any more; `forgotten`: the appliance did not know it, and nothing says why. */
export type Ending = 'idle' | 'absolute' | 'revoked' | 'restarted' | 'forgotten' | 'abandoned';

export type SessionEnd = {
	readonly how: Ending;
	readonly at: ServerTime;
	/** Of the line that says so; undefined where only silence does. */
	readonly line: number | undefined;
	/** How long it had not been used, as far as that is known. */
	readonly silence: Duration | undefined;
	/** The appliance's idle limit, where it was told. */
	readonly limit: Duration | undefined;
};

/** What the appliance's own thread did with the session at the hypervisor's management system. No use of the token. */
export type Tickles = {count: number; readonly first: Mark; lastAt: ServerTime; lastLine: number};

/** The longest times without a use, for drawing. */
export type Silence = {readonly from: ServerTime; readonly to: ServerTime};

type SeenAddress = {readonly address: string; readonly line: number; uses: number};

/** A session as far as the log tells it. Changes while the log is read; texts are the log's own and not safe to show. */
export type LoggedSession = {
	readonly token: Uuid;
	readonly fingerprint: string;
	readonly process: number;
	/** Where it is first told of: where it was issued, unless the log begins later. */
	readonly firstSeen: Mark;
	issued: Mark | undefined;
	user: string | undefined;
	grant: string | undefined;
	signIns: number;
	/** The last sign-in that got this token again. */
	signedInAgain: Mark | undefined;
	uses: number;
	lastUse: Mark | undefined;
	longestSilence: (Mark & {readonly span: Duration}) | undefined;
	readonly silences: Silence[];
	readonly addresses: SeenAddress[];
	/** Uses from addresses beyond those that are kept. */
	usesElsewhere: number;
	tickles: Tickles | undefined;
	end: SessionEnd | undefined;
	/** How often the token was refused after the end. */
	refusedAfterwards: number;
};

const mostAddresses = 4;
const mostSilences = 24;
const shortestSilence = 60_000;

export const createLoggedSession = (token: Uuid, {at, line, process}: Written): LoggedSession => ({
	token: ownCopy(token),
	fingerprint: fingerprintOf(token),
	process,
	firstSeen: {at, line},
	issued: undefined,
	user: undefined,
	grant: undefined,
	signIns: 0,
	signedInAgain: undefined,
	uses: 0,
	lastUse: undefined,
	longestSilence: undefined,
	silences: [],
	addresses: [],
	usesElsewhere: 0,
	tickles: undefined,
	end: undefined,
	refusedAfterwards: 0,
});

/** When the token's idle time began to count the last time, as far as the log tells. */
export function lastTouch({lastUse, signedInAgain, issued, firstSeen}: LoggedSession): ServerTime {
	const touch = (lastUse ?? issued ?? firstSeen).at;
	return signedInAgain !== undefined && signedInAgain.at > touch ? signedInAgain.at : touch;
}

/** A request was accepted, after `silence` without one. */
export function countUse(session: LoggedSession, use: Mark & {address: string}, silence: Duration | undefined) {
	session.uses += 1;
	session.lastUse = use;
	if (silence !== undefined) countSilence(session, use, silence);
	const known = session.addresses.find(({address}) => address === use.address);
	if (known !== undefined) known.uses += 1;
	else if (session.addresses.length < mostAddresses)
		session.addresses.push({address: ownCopy(use.address), line: use.line, uses: 1});
	else session.usesElsewhere += 1;
}

function countSilence(session: LoggedSession, {at, line}: Mark, span: Duration) {
	if (session.longestSilence === undefined || span > session.longestSilence.span)
		session.longestSilence = {span, at, line};
	if (span < shortestSilence) return;
	const {silences} = session;
	if (silences.length >= mostSilences) {
		const shortest = silences.reduce((one, other) => (lengthOf(other) < lengthOf(one) ? other : one));
		if (lengthOf(shortest) >= span) return;
		silences.splice(silences.indexOf(shortest), 1);
	}
	silences.push({from: serverTime(at - span), to: at});
}

const lengthOf = ({from, to}: Silence) => milliseconds(to - from);
