export const refusedBefore =
	'the appliance refused the last sign-in, so the stored password is not sent again by itself';
export const typeAgain = (name: string) =>
	`sign in with the right one: svt-tui login ${name}, or with --password-stdin`;
