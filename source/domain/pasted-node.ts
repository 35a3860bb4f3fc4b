import {type PastedExchange, unanswered} from './pasted-exchange.ts';
import {transportErrorIn} from './pasted-transport.ts';
import {addressedPath, exchangeInWords} from './pasted-words.ts';

const stackLine = /^\s{2,12}at [^\n]{1,400}:\d{1,7}:\d{1,7}\)?/m;
/** Of a connection's error, also as the cause of `TypeError: fetch failed`. */
const code = /\bcode: '((?:E[A-Z]{3,20}|ERR_[A-Z_]{3,60}|UND_ERR_[A-Z_]{3,40}|[A-Z]{2,20}(?:_[A-Z]{2,20}){1,6}))'/;
const syscall = /\bsyscall: '(\w{1,20})'/;

/** An error as Node prints it: words, stack, and below them its properties. An HTTP library's holds the answer, too. */
export function readNode(text: string): readonly PastedExchange[] | undefined {
	const start = text.slice(0, 65_536);
	const [, named] = code.exec(start) ?? [];
	if (named === undefined && !stackLine.test(start)) return undefined;
	const told = exchangeInWords(start);
	if (told?.came.ok) return [told];
	const known = named === undefined ? undefined : transportErrorIn(named);
	const error = known ?? (told?.came.ok === false ? told.came.failure : undefined);
	if (error === undefined) return undefined;
	const phase = syscall.exec(start)?.[1] === 'connect' ? 'connect' : error.phase;
	return [
		unanswered({...error, phase: error.code === 'ETIMEDOUT' ? phase : error.phase}, {path: addressedPath(start)}),
	];
}
