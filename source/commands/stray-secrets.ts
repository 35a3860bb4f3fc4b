/** What is said of a password on the command line: there it is in the shell's history and in everybody's list of processes. */
export const strayPassword = {
	problem: 'a password does not belong on the command line: others can read it there',
	hint: 'give it on stdin: svt-tui login HOST --username USER --password-stdin < FILE',
} as const;

/** Whether an argument before `--` is an option for a password, which there is not, or an address that carries one. */
export function hasStrayPassword(args: readonly string[]): boolean {
	const end = args.indexOf('--');
	return (end < 0 ? args : args.slice(0, end)).some(arg => passwordOption.test(arg) || passwordInUrl.test(arg));
}

const passwordOption = /^--?(password|passwd|passphrase|pass|pwd|pw)([=:]|$)/i;
const passwordInUrl = /^(-[a-z-]+=)?https?:\/\/[^/?#\s]*:[^/?#\s]*@/i;

/** `user:password@host`, where an address is meant. */
export const isAddressWithPassword = (word: string) => /^[^\s/:@]+:[^\s/]*@[^\s/@]+$/.test(word);

/** An option that there is not, in words; one that is not written as options are is not repeated. */
export function unknownOption(rawName: string): string {
	if (/^--?(passw|passphrase|pwd)/i.test(rawName)) return strayPassword.problem;
	return /^(-[a-z]|--[a-z]+([-_][a-z]+)*)$/i.test(rawName) && rawName.length <= longestName
		? `there is no option ${rawName}`
		: 'there is no such option';
}

/** ` NAME` of what there is not; nothing where it is not written as such names are. */
export const wordShown = (word: string) => (/^[\p{L}\p{N}][\p{L}\p{N}._-]{0,39}$/u.test(word) ? ` ${word}` : '');

const longestName = 30;
