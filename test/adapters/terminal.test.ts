import {expect, test} from 'vitest';
import {isAsciiOnly} from '../../source/adapters/terminal.ts';

test.each<[Readonly<Record<string, string>>, boolean]>([
	[{}, false],
	[{LANG: 'C.UTF-8'}, false],
	[{LANG: 'en_US.utf8'}, false],
	[{LANG: 'C'}, true],
	[{LANG: 'de_DE.ISO-8859-1'}, true],
	[{LANG: 'C', LC_ALL: 'C.UTF-8'}, false],
	[{LANG: 'C.UTF-8', LC_CTYPE: 'POSIX'}, true],
	[{LANG: 'C.UTF-8', LC_ALL: ''}, false],
])('%j', (environment, isAscii) => {
	expect(isAsciiOnly(environment)).toBe(isAscii);
});
