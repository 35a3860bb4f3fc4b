import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {createSettings} from '../source/adapters/settings.ts';
import {createSystemClock} from '../source/adapters/system-clock.ts';
import {loadedPackages} from './support/loaded-packages.ts';
import {createPrivateHome} from './support/private-home.ts';
import {profileNamed} from './support/sessions.ts';

/** Each takes longer to load than Node takes to start. */
const heavy = ['ink', 'react', 'react-reconciler', 'yoga-layout', 'undici', 'conf', 'proper-lockfile', 'pkijs'];

async function heavyPackagesOf(...args: readonly string[]) {
	const home = createPrivateHome();
	onTestFinished(() => home.remove());
	const packages = await loadedPackages(args, home);
	// The program itself at least, or nothing was looked at.
	expect(packages).toContain('svt-tui');
	return heavy.filter(name => packages.has(name));
}

test.each([
	['--version'],
	['--help'],
	['status'],
	['status', '--json'],
	['token'],
	['explain'],
	['doctor'],
	['nonsense'],
])('%s %s starts without the screen and without an HTTP client', async (...args) => {
	expect(await heavyPackagesOf(...args.filter(arg => arg !== undefined))).toEqual([]);
});

test('log reads a file with neither', async () => {
	expect(await heavyPackagesOf('log', '/dev/null')).toEqual([]);
});

test('api loads an HTTP client for its request, and still no screen', async () => {
	const home = createPrivateHome();
	onTestFinished(() => home.remove());
	const settings = createSettings({folder: join(home.configuration, 'svt-tui'), clock: createSystemClock()});
	await settings.save(profileNamed('dc1', {origin: 'https://127.0.0.1:1', storage: 'memory'}));
	const loaded = async (path: string) => {
		const packages = await loadedPackages(['api', path], home);
		return heavy.filter(name => packages.has(name));
	};
	expect(await loaded('/api/version')).toEqual(['undici']);
	expect(await loaded('hosts')).toEqual([]);
	expect(await loaded('/api/hosts')).toEqual([]);
});

test('what needs the network loads its client, and still no screen', async () => {
	const closedPort = 'https://127.0.0.1:1';
	const args = ['login', closedPort, '--username', 'anyone', '--password-stdin', '--fingerprint', 'a'.repeat(64)];
	const packages = await heavyPackagesOf(...args, '--storage', 'memory', '--no-input');
	expect(packages).toContain('undici');
	expect(packages.filter(name => ['ink', 'react', 'yoga-layout', 'pkijs'].includes(name))).toEqual([]);
});
