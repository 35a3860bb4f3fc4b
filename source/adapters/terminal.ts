type Environment = Readonly<Record<string, string | undefined>>;

/** Whether the locale says that the terminal shows ASCII only. Where it says nothing, as in many containers, terminals show Unicode. */
export function isAsciiOnly({LC_ALL, LC_CTYPE, LANG}: Environment): boolean {
	const locale = LC_ALL || LC_CTYPE || LANG || '';
	return locale !== '' && !/utf-?8/i.test(locale);
}

/**
 * Stops the process with its group, as Ctrl-Z does, and resolves once it goes on. Where no shell could let it go on, the system does
 * not stop it at all; both look the same afterwards.
 */
export function suspend(): Promise<void> {
	process.kill(0, 'SIGTSTP');
	return new Promise(resolve => setTimeout(resolve, 50));
}
