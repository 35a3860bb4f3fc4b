import type {Profile} from '../domain/profile.ts';
import type {RefusalKind} from '../domain/refusal.ts';
import type {SessionRecord} from '../domain/session-record.ts';
import type {SessionRecords} from '../ports.ts';

/**
 * The refusal that this user's last sign-in met, in whichever process. While it stands, no stored password is sent without a person:
 * a program that is started again and again would lock the account.
 */
export async function standingRefusal(profile: Profile, records: SessionRecords): Promise<RefusalKind | undefined> {
	const record = await records.read(profile.name);
	return isOf(profile, record) ? record?.blocked : undefined;
}

const isOf = ({origin, username}: Profile, record: SessionRecord | undefined) =>
	record?.origin === origin && record.username === username;

export const refusedBefore =
	'the appliance refused the last sign-in, so the stored password is not sent again by itself';
export const typeAgain = (name: string) =>
	`sign in with the right one: svt-tui login ${name}, or with --password-stdin`;
