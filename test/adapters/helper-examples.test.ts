import {execFileSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {afterEach, beforeEach, describe, expect, onTestFinished, test} from 'vitest';
import {createHelperSecrets} from '../../source/adapters/helper-secrets.ts';
import {createSystemClock} from '../../source/adapters/system-clock.ts';
import {Secret} from '../../source/domain/secret.ts';
import {createHelperFolder} from '../support/helper-script.ts';
import {skipsSecretService, startSecretService} from '../support/secret-service.ts';

const docs = readFileSync(new URL('../../docs/storage.md', import.meta.url), 'utf8');

/** The script of this name, as the document has it. */
function example(name: string): string {
	const script = [...docs.matchAll(/```sh\n(#![\s\S]*?)```/g)].map(([, text = '']) => text);
	const found = script.find(text => text.includes(`# ${name}:`));
	if (found === undefined) throw new Error(`docs/storage.md has no ${name}`);
	return found;
}

function skipsExamples(): boolean {
	if (process.platform === 'win32') return true;
	try {
		execFileSync('jq', ['--version'], {stdio: 'ignore'});
		return false;
	} catch {
		if (process.env.CI === 'true') throw new Error('the tests of the helpers in docs/storage.md need jq');
		process.stderr.write('skip: the tests of the helpers in docs/storage.md need jq\n');
		return true;
	}
}

let place = createHelperFolder();
beforeEach(() => {
	place = createHelperFolder();
});
afterEach(() => place.remove());

/** Goes through with all that a session does, and gives back what another process would read at the end. */
async function kept(
	script: string,
	args: readonly string[],
	environment: Readonly<Record<string, string | undefined>>,
) {
	const path = place.script(example(script), script);
	const store = createHelperSecrets({
		clock: createSystemClock(),
		environment: {...environment, PATH: `${place.folder}:${process.env.PATH}`},
		helper: async () => [path, ...args],
	});
	const name = {holds: 'password', username: 'VSPHERE\\ada', origin: 'https://dc1.example'} as const;
	const token = {...name, holds: 'token'} as const;
	const outcomes = [
		await store.read(name),
		await store.write(name, new Secret('first')),
		await store.write(name, new Secret(' correct "horse" \\n $x ü🔑 ')),
		await store.write(token, new Secret('{"v":1,"accessToken":"x"}')),
		await store.read(name),
		await store.read(token),
		await store.remove(token),
		await store.remove(token),
		await store.read(token),
	];
	return outcomes.map(outcome => (outcome.ok ? outcome.value?.reveal() : outcome.failure.text));
}

const expected = [
	undefined,
	undefined,
	undefined,
	undefined,
	' correct "horse" \\n $x ü🔑 ',
	'{"v":1,"accessToken":"x"}',
	undefined,
	undefined,
	undefined,
];

describe.skipIf(skipsExamples())('a helper of the document keeps secrets', () => {
	test('with pass', async () => {
		place.script(
			`set -eu
store=$PASSWORD_STORE_DIR
command=$1; shift
for name; do :; done
mkdir -p "$store/svt-tui"
case $command in
insert) cat > "$store/$name.gpg" ;;
show) cat "$store/$name.gpg" ;;
rm) [ -e "$store/$name.gpg" ] || { echo "Error: $name is not in the password store." >&2; exit 1; }; rm "$store/$name.gpg" ;;
esac`,
			'pass',
		);
		expect(await kept('svt-pass', [], {PASSWORD_STORE_DIR: place.file('store')})).toEqual(expected);
	});

	test('with 1Password', async () => {
		place.script(
			`set -eu
cd '${place.folder}'
mkdir -p documents
for word; do case $word in svt-tui*) title=$word ;; esac; done
file=documents/$(printf %s "\${title-}" | cksum | tr ' ' -)
case "$1 $2" in
"document list")
	echo '['; first=
	for each in documents/*.title; do
		[ -e "$each" ] || continue
		printf '%s' "$first"; jq -Rs '{title: .}' "$each"; first=,
	done; echo ']' ;;
"document get") cat "$file" ;;
"document create" | "document edit") cat > "$file"; printf %s "$title" > "$file.title" ;;
"document delete") rm "$file" "$file.title" ;;
esac`,
			'op',
		);
		expect(await kept('svt-op', ['Private'], {})).toEqual(expected);
	});

	test.skipIf(skipsSecretService())(
		'with secret-tool, which does not take a locked keyring for an empty one',
		async () => {
			const service = await startSecretService();
			onTestFinished(() => service.close());
			expect(await kept('svt-secret-tool', [], service.environment)).toEqual(expected);
			await service.lock();
			const path = place.script(example('svt-secret-tool'), 'svt-secret-tool');
			const store = createHelperSecrets({
				clock: createSystemClock(),
				environment: service.environment,
				helper: async () => [path],
			});
			const name = {holds: 'password', username: 'VSPHERE\\ada', origin: 'https://dc1.example'} as const;
			const text = 'the helper svt-secret-tool failed with exit code 1, and says "the keyring is locked": try again';
			const locked = {ok: false, failure: {kind: 'refused', text}};
			expect([await store.read(name), await store.remove(name)]).toEqual([locked, locked]);
			await service.unlock();
			const done = {ok: true, value: undefined};
			expect([await store.remove(name), await store.read(name)]).toEqual([done, done]);
		},
	);
});
