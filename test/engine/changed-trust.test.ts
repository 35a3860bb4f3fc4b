import {expect, test} from 'vitest';
import type {Trust} from '../../source/domain/certificate.ts';
import {secretNameOf} from '../../source/domain/profile.ts';
import {hours, minutes, seconds} from '../../source/domain/time.ts';
import {password, profileNamed} from '../support/sessions.ts';
import {createWorld} from '../support/world.ts';

const pinned = {mode: 'pinned', sha256: 'a'.repeat(64)} as const;
const dc1 = profileNamed('dc1', {renew: 'auto', keepAlive: true, trust: pinned});

/** A session that is kept, until a person says in another process what is trusted from now on; a day later it has to be renewed. */
async function aDayAfter(trust: Trust) {
	const world = createWorld();
	world.secrets.put(secretNameOf(dc1, 'password'), password);
	const kept = world.open(dc1);
	kept.signIn();
	await world.pass(minutes(1));
	await world.profiles.store.save({...dc1, trust});
	await world.pass(hours(25));
	return {world, kept, logins: world.appliance.requests('login').length};
}

test.each<[string, Trust]>([
	['forgotten', {mode: 'system'}],
	['another one', {...pinned, sha256: 'b'.repeat(64)}],
	['a CA file', {mode: 'ca-file', path: '/ca.pem'}],
])('who was trusted until it was %s gets no password any more', async (_what, trust) => {
	const {world, kept, logins} = await aDayAfter(trust);
	expect(logins).toBe(1);
	kept.phase('expired');
	expect(kept.session().journal.map(({happening}) => ('text' in happening ? happening.text : ''))).toContain(
		'what this profile trusts was changed meanwhile, so the password is not sent: start svt-tui again',
	);
	// Nor is what was decided undone.
	expect(world.profiles.saved()).toMatchObject([{name: 'dc1', trust}]);
});

test('what is known of the same certificate beside its fingerprint makes no difference', async () => {
	const {kept, logins} = await aDayAfter({...pinned, publicKeySha256: 'c'.repeat(64), subject: 'CN=dc1'});
	expect(logins).toBe(2);
	kept.phase('active');
});

test('a profile that is not saved any more, or is another account by now, has nothing to say', async () => {
	const world = createWorld();
	world.secrets.put(secretNameOf(dc1, 'password'), password);
	await world.profiles.store.save({...dc1, username: 'root', trust: {mode: 'system'}});
	const kept = world.open(dc1);
	kept.dispatch({type: 'stored-sign-in-requested', by: 'program'});
	await world.pass(seconds(5));
	kept.phase('active');
});
