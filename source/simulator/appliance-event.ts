import type {Duration} from '../domain/time.ts';
import type {FailedLogin} from './token-endpoint.ts';
import type {AccessToken} from './token-store.ts';

/** What happened inside the appliance, for its log. Counts are those after the event. */
export type ApplianceEvent =
	| {readonly type: 'token-granted'; readonly token: AccessToken; readonly users: number; readonly sessions: number}
	| {readonly type: 'login-failed'; readonly login: FailedLogin}
	| {
			readonly type: 'token-used';
			readonly token: AccessToken;
			readonly elapsed: Duration;
			readonly remoteAddress: string;
	  }
	| {
			readonly type: 'token-idle-expired';
			readonly token: AccessToken;
			readonly elapsed: Duration;
			readonly idleLimit: Duration;
			readonly sessions: number;
			readonly text: string;
	  }
	| {readonly type: 'token-refused'; readonly text: string}
	| {readonly type: 'token-revoked'; readonly token: AccessToken; readonly sessions: number}
	| {readonly type: 'session-tickled'; readonly hmsSession: string};
