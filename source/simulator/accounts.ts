/** The local account of the emergency grant. All other users belong to the hypervisor management system. */
export const emergencyUser = 'svtcli';

export type PasswordCheck = 'right' | 'wrong' | 'locked';

export type Accounts = ReturnType<typeof createAccounts>;

/** Users and passwords, and how often each was refused in a row. Names are compared as typed, as clients send them unchanged. */
export function createAccounts(users: Readonly<Record<string, string>>) {
	const passwords = new Map(Object.entries(users));
	const refusals = new Map<string, number>();

	/** `lockAfter` refused passwords in a row lock an account until `setPassword` or `unlock`; 0 never locks. */
	function check(username: string, password: string, lockAfter: number): PasswordCheck {
		const right = passwords.get(username);
		if (right === undefined) return 'wrong';
		const refused = refusals.get(username) ?? 0;
		if (lockAfter > 0 && refused >= lockAfter) return 'locked';
		if (password === right) {
			refusals.delete(username);
			return 'right';
		}
		refusals.set(username, refused + 1);
		return 'wrong';
	}

	function setPassword(username: string, password: string) {
		passwords.set(username, password);
		refusals.delete(username);
	}

	return {check, setPassword, unlock: (username: string) => refusals.delete(username)};
}
