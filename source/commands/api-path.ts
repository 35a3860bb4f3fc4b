import {failure, type Outcome, success} from '../domain/outcome.ts';
import {parseOrigin} from '../domain/profile.ts';

const mostPath = 8 * 1024;
const tooLong = failure('PATH is longer than 8 KiB');

/**
 * What somebody wants of the appliance at `origin` → the path as it is to be sent, with its query. A whole address is taken when it is
 * that appliance's: the token goes nowhere else. A failure is words to a person.
 */
export function readApiPath(text: string, origin: string): Outcome<string, string> {
	if (text.length > mostPath) return tooLong;
	if (/[\p{Cc}\p{Cs}]/u.test(text)) return failure('PATH holds control characters');
	const wanted = withoutOrigin(text, origin);
	if (!wanted.ok) return wanted;
	const problem = problemOf(wanted.value);
	if (problem !== undefined) return failure(problem);
	// Writes blanks and letters as they are sent.
	const {pathname, search} = new URL(`${origin}${wanted.value}`);
	const path = `${pathname}${search}`;
	return path.length > mostPath ? tooLong : success(path);
}

/** What everybody may ask for; the appliance does not look at a token there. */
export const needsNoToken = (path: string) => path.split('?', 1)[0] === '/api/version';

function withoutOrigin(text: string, origin: string): Outcome<string, string> {
	const [address] = /^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i.exec(text) ?? [];
	if (address === undefined) return success(text);
	return parseOrigin(address) === origin
		? success(text.slice(address.length))
		: failure(`the token goes to no other address than ${origin}`);
}

function problemOf(wanted: string): string | undefined {
	const [place = ''] = wanted.split('?', 1);
	const plain = decoded(place);
	if (!wanted.startsWith('/api/')) return 'PATH begins with /api/, such as /api/hosts';
	if (wanted.includes('#')) return 'PATH holds a #, which would not be sent: write it as %23';
	if (plain === undefined) return 'PATH holds a % that stands for nothing: write it as %25';
	if (plain.includes('\\')) return 'PATH holds a backslash';
	const segments = plain.split('/').map(segment => segment.split(';', 1)[0] ?? '');
	if (segments.some(segment => segment === '.' || segment === '..'))
		return 'PATH goes by way of . or ..: write where it leads';
	const named = segments.filter(segment => segment !== '');
	return named[1]?.toLowerCase() === 'oauth'
		? 'what is below /api/oauth signs in and out: svt-tui login, svt-tui logout'
		: undefined;
}

function decoded(place: string): string | undefined {
	try {
		return decodeURIComponent(place);
	} catch {
		return undefined;
	}
}
