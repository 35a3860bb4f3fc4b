import {cpSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import {basename, join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {killedAt} from '../support/killed-at.ts';
import {skipsSecretService} from '../support/secret-service.ts';
import {signedIn} from '../support/signed-in.ts';

type Place = Awaited<ReturnType<typeof signedIn>>;

type Life = {
	readonly args: (place: Place) => readonly string[];
	readonly input?: string;
	/** What it may end with when nobody kills it; 0 unless told. */
	readonly codes?: readonly number[];
	/** The record goes with the profile. */
	readonly removes?: 'dc1.json';
	/** What a killed one may have taken away that is no file. */
	readonly again?: (place: Place) => Promise<unknown>;
};

const lives: Readonly<Record<string, Life>> = {
	'a sign-in': {args: ({login}) => login.with(-1, 'dc2')},
	'a password that is refused': {args: ({login}) => login, input: 'mistaken', codes: [5]},
	'a sign-out': {args: () => ['logout', 'dc1'], again: ({svt, login}) => svt(login)},
	// A second one finds that there is none any more.
	'the removal of a profile': {args: () => ['profile', 'remove', 'dc1'], codes: [0, 2], removes: 'dc1.json'},
};

/** What is not whole, of what lies in the folders of the program. */
function tornIn(folder: string): readonly string[] {
	return readdirSync(folder, {recursive: true, encoding: 'utf8'}).filter(name => {
		if (name.includes('.corrupt-')) return true;
		if (!/(\.json|guard-key)$/.test(name)) return false;
		const text = readFileSync(join(folder, name), 'utf8');
		return name.endsWith('guard-key') ? !/^[0-9a-f]{64}\n$/.test(text) : !isJson(text);
	});
}

const namesIn = (folder: string) =>
	readdirSync(folder, {recursive: true, encoding: 'utf8'}).map(name => basename(name));

function isJson(text: string): boolean {
	try {
		return typeof JSON.parse(text) === 'object';
	} catch {
		return false;
	}
}

/** A secret that was about to be removed is known to whoever comes next; nothing else is to be said. */
const onlyPending = expect.stringMatching(
	/^(svt-tui: hint: the (token|password) of .* is still in the keychain: .*\n)*$/,
);

describe.skipIf(skipsSecretService())('a program that is killed at any of its changes of a file', () => {
	test.each(Object.entries(lives))(
		'in the middle of %s, leaves what the next one can go on with',
		async (_what, {args, input, codes = [0], removes, again}) => {
			const place = await signedIn();
			const {svt, home, settings, state} = place;
			const folders = {[settings]: home.file('settings-before'), [state]: home.file('state-before')};
			for (const [folder, before] of Object.entries(folders)) cpSync(folder, before, {recursive: true});
			const kept = ['config.json', 'dc1.json'].filter(name => name !== removes);
			const live = (step: number) =>
				svt(args(place), {env: {...place.around.env, ...killedAt(step)}, ...(input === undefined ? {} : {input})});

			async function begin(): Promise<void> {
				for (const [folder, before] of Object.entries(folders)) {
					rmSync(folder, {recursive: true});
					cpSync(before, folder, {recursive: true});
				}
				await again?.(place);
			}

			let step = 1;
			for (let run = await live(step); run.code === undefined; run = await live(step)) {
				const found = Object.keys(folders).flatMap(namesIn);
				expect({step, torn: Object.keys(folders).flatMap(tornIn)}).toEqual({step, torn: []});
				expect({step, lost: kept.filter(name => !found.includes(name))}).toEqual({step, lost: []});
				await begin();
				step += 1;
			}
			expect(step).toBeGreaterThan(5);
			// Here it holds locks that nobody gives back.
			await begin();
			expect((await live(Math.ceil(step / 2))).code).toBeUndefined();
			expect(await svt(['status', '--json'])).toMatchObject({code: 0, stderr: onlyPending});
			expect(codes).toContain((await live(2 * step)).code);
		},
		90_000,
	);
});
