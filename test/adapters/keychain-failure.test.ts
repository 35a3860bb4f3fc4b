import {expect, test} from 'vitest';
import {
	keychainFailure,
	keychainTooSlow,
	libraryMissing,
	lockedWithoutScreen,
} from '../../source/adapters/keychain-failure.ts';

const kinds = [
	'locked',
	'no-service',
	'no-bus',
	'no-default-collection',
	'unresponsive',
	'not-loadable',
	'cancelled',
	'refused',
	'unsuitable',
] as const;
const systems = ['linux', 'darwin', 'win32', 'freebsd'] as const;

test('whatever is wrong is said in a line, with what to do now', () => {
	const failures = [
		keychainTooSlow,
		libraryMissing,
		lockedWithoutScreen,
		...systems.flatMap(system => kinds.map(kind => keychainFailure(kind, system))),
	];
	for (const {text} of failures) {
		expect(text).toMatch(/^[a-z][^.]*: .+, or sign in with --storage file or memory$/);
		expect(text.length).toBeLessThanOrEqual(120);
	}
});
