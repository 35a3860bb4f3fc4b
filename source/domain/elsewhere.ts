import {type Advice, advice, command, type ExplainContext} from './explanation.ts';

/** What is left to do where a keychain cannot be used: a file lasts, memory ends with the program. */
export const orElsewhere = 'or sign in with --storage file or memory';

/** What is wrong, without that: for whoever has gone elsewhere already. */
export const withoutElsewhere = (text: string) =>
	text.endsWith(`, ${orElsewhere}`) ? text.slice(0, -`, ${orElsewhere}`.length) : text;

const memoryIs = 'in memory, for as long as svt-tui runs';

/** The same as steps of their own, of the profile where there is one. */
export const keepingElsewhere = (context: ExplainContext): readonly Advice[] => [
	advice('Or keep secrets in a file under a passphrase', command('login', context, '--storage file')),
	advice(`Or ${memoryIs}`, command('login', context, '--storage memory')),
];

/** Where it is the file that cannot be used. */
export const keepingInMemory = (context: ExplainContext): Advice =>
	advice(`Or keep secrets ${memoryIs}`, command('login', context, '--storage memory'));
