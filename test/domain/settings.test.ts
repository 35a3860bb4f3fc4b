import {expect, test} from 'vitest';
import {noSettings, type Settings, withoutProfile, withProfile, withStandard} from '../../source/domain/settings.ts';
import {profileNamed} from '../support/sessions.ts';

const [dc1, dc2, dc3] = [profileNamed('dc1'), profileNamed('dc2'), profileNamed('dc3')];
const both: Settings = {...noSettings, profiles: [dc1, dc2], standard: 'dc1'};

test('the first profile of all becomes the default, later ones do not', () => {
	const one = withProfile(noSettings, dc1);
	expect(one).toEqual({profiles: [dc1], standard: 'dc1', unreadable: []});
	expect(withProfile(one, dc2)).toEqual(both);
});

test('a profile keeps its place when it changes', () => {
	const changed = {...dc1, username: 'bob'};
	expect(withProfile(both, changed)).toEqual({...both, profiles: [changed, dc2]});
});

test('nobody takes the place of a default that is removed', () => {
	const left = withoutProfile(both, 'dc1');
	expect(left).toEqual({profiles: [dc2], standard: undefined, unreadable: []});
	expect(withProfile(left, dc3).standard).toBeUndefined();
	expect(withoutProfile(both, 'dc2')).toEqual({profiles: [dc1], standard: 'dc1', unreadable: []});
	expect(withoutProfile(both, 'dc9')).toEqual(both);
});

test('a default that waits to be corrected is not taken over, and is removed by name', () => {
	const waiting: Settings = {...noSettings, standard: 'dc2', unreadable: [{name: 'dc2', stored: {name: 'dc2'}}]};
	expect(withProfile(waiting, dc1)).toEqual({...waiting, profiles: [dc1]});
	expect(withoutProfile(waiting, 'dc2')).toEqual(noSettings);
});

test('only a profile that is there can be the default', () => {
	expect(withStandard(both, 'dc2')).toEqual({ok: true, value: {...both, standard: 'dc2'}});
	expect(withStandard(both, 'dc9')).toEqual({ok: false, failure: 'no-such-profile'});
});
