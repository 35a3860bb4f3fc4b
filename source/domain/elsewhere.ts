/** What is left to do where a keychain cannot be used: a file lasts, memory ends with the program. */
export const orElsewhere = 'or sign in with --storage file or memory';

/** What is wrong, without that: for whoever has gone elsewhere already. */
export const withoutElsewhere = (text: string) =>
	text.endsWith(`, ${orElsewhere}`) ? text.slice(0, -`, ${orElsewhere}`.length) : text;
