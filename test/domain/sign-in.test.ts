import {inspect} from 'node:util';
import {describe, expect, test} from 'vitest';
import type {Pin, Trust} from '../../source/domain/certificate.ts';
import type {Draft} from '../../source/domain/draft.ts';
import type {Profile} from '../../source/domain/profile.ts';
import {Secret} from '../../source/domain/secret.ts';
import {
	type CertificateSeen,
	createSignIn,
	type SignIn,
	type SignInEffect,
	type SignInEvent,
	updateSignIn,
} from '../../source/domain/sign-in.ts';
import {hours, minutes} from '../../source/domain/time.ts';
import {certificate} from '../support/certificates.ts';
import {refusal} from '../support/refusals.ts';
import {password, profileNamed} from '../support/sessions.ts';

const empty: Draft = {
	address: '',
	username: '',
	profileName: undefined,
	grant: 'password',
	storage: 'keychain',
	savePassword: true,
	passwordStored: false,
	trust: {mode: 'system'},
	proxy: undefined,
	idleLimit: minutes(10),
	absoluteLimit: hours(24),
	keepAlive: true,
	tickleInterval: undefined,
	renew: 'ask',
};

const verified: CertificateSeen = {ok: true, value: {certificate, verified: true, problem: undefined}};
const unknown: CertificateSeen = {
	ok: true,
	value: {certificate, verified: false, problem: 'DEPTH_ZERO_SELF_SIGNED_CERT'},
};
const plain: CertificateSeen = {ok: true, value: {certificate: undefined, verified: true, problem: undefined}};
const pin: Pin = {
	mode: 'pinned',
	sha256: certificate.sha256,
	publicKeySha256: certificate.publicKeySha256,
	subject: 'CN=omnicube-ip1-23',
	validTo: certificate.validTo,
};

/** A person at the form. */
function createForm(draft: Partial<Draft> = {}, profiles: readonly Profile[] = []) {
	let signIn: SignIn = createSignIn({...empty, ...draft}, profiles);
	let effects: SignInEffect[] = [];

	function send(event: SignInEvent): void {
		const [next, ...asked] = updateSignIn(signIn, event);
		signIn = next;
		effects.push(...asked);
	}

	return {
		send,
		at: <Step extends SignIn['step']>(step: Step): Extract<SignIn, {readonly step: Step}> => {
			if (signIn.step !== step) throw new Error(`the form is at ${signIn.step}, not at ${step}`);
			return signIn as Extract<SignIn, {readonly step: Step}>;
		},
		signIn: () => signIn,
		effects: (): readonly SignInEffect[] => {
			const seen = effects;
			effects = [];
			return seen;
		},
		/** The address is given and answered by a certificate. */
		look: (text: string, seen: CertificateSeen) => {
			send({type: 'address-given', text});
			send({type: 'certificate-seen', request: signIn.requests, seen});
		},
		type: (username: string, typed = password, save = true) =>
			send({type: 'credentials-given', username, password: typed, save}),
	};
}

describe('the address', () => {
	test('is looked at before anything else is asked', () => {
		const form = createForm();
		form.send({type: 'address-given', text: ' OVC1.example.com '});
		expect(form.at('looking')).toMatchObject({origin: 'https://ovc1.example.com', request: 1});
		expect(form.effects()).toEqual([
			{type: 'look-at-certificate', request: 1, address: {origin: 'https://ovc1.example.com', trust: {mode: 'system'}}},
		]);
	});

	test('that is none is told so, and kept to be corrected', () => {
		const form = createForm();
		form.send({type: 'address-given', text: 'simplivity@ovc1'});
		expect(form.at('address')).toMatchObject({problem: 'not-an-address', draft: {address: 'simplivity@ovc1'}});
		expect(form.effects()).toEqual([]);
	});

	test('of a megabyte is not kept whole', () => {
		const form = createForm();
		form.send({type: 'address-given', text: 'a'.repeat(1_000_000)});
		expect(form.at('address').draft.address).toHaveLength(512);
	});

	test('where nobody answers is told with the reason', () => {
		const form = createForm();
		form.look('ovc1', {ok: false, failure: refusal('unreachable', {code: 'ECONNREFUSED'})});
		expect(form.at('address').problem).toMatchObject({kind: 'unreachable', code: 'ECONNREFUSED'});
		form.send({type: 'address-given', text: 'ovc2'});
		expect(form.at('looking')).toMatchObject({origin: 'https://ovc2', request: 2});
	});

	test('can be changed while it is looked at, and a late answer is dropped', () => {
		const form = createForm();
		form.send({type: 'address-given', text: 'ovc1'});
		form.effects();
		form.send({type: 'address-requested'});
		expect(form.effects()).toEqual([{type: 'cancel-look', request: 1}]);
		form.send({type: 'certificate-seen', request: 1, seen: verified});
		form.at('address');
		form.send({type: 'address-given', text: 'ovc2'});
		form.send({type: 'certificate-seen', request: 1, seen: unknown});
		expect(form.at('looking').origin).toBe('https://ovc2');
		form.send({type: 'certificate-seen', request: 2, seen: verified});
		expect(form.at('credentials').origin).toBe('https://ovc2');
	});

	test.each(['trust', 'credentials'] as const)('can be gone back to from %s', step => {
		const form = createForm();
		form.look('ovc1', step === 'trust' ? unknown : verified);
		form.at(step);
		form.send({type: 'address-requested'});
		expect(form.at('address')).toMatchObject({problem: undefined, draft: {address: 'ovc1'}});
	});
});

describe('the certificate', () => {
	test('that the system’s roots vouch for is not asked about', () => {
		const form = createForm();
		form.look('ovc1', verified);
		expect(form.at('credentials').trust).toEqual({mode: 'system'});
	});

	test('of plain HTTP on this machine does not exist', () => {
		const form = createForm();
		form.look('http://127.0.0.1:8080', plain);
		expect(form.at('credentials').origin).toBe('http://127.0.0.1:8080');
	});

	test('that nobody vouches for is shown, with the problem', () => {
		const form = createForm();
		form.look('ovc1', unknown);
		expect(form.at('trust')).toMatchObject({certificate, problem: 'DEPTH_ZERO_SELF_SIGNED_CERT'});
		expect(form.effects().map(effect => effect.type)).toEqual(['look-at-certificate']);
	});

	test('accepted is pinned, exactly this one', () => {
		const form = createForm();
		form.look('ovc1', unknown);
		form.send({type: 'certificate-accepted'});
		expect(form.at('credentials').trust).toEqual(pin);
		form.type('administrator');
		expect(form.at('done').profile.trust).toEqual(pin);
	});

	test('declined leads back to the address, with a word of it', () => {
		const form = createForm();
		form.look('ovc1', unknown);
		form.send({type: 'certificate-declined'});
		expect(form.at('address').problem).toBe('declined');
	});

	test('that a profile has pinned is verified by its pin, and not asked about', () => {
		const form = createForm({address: 'ovc1', trust: pin});
		form.send({type: 'address-given', text: 'https://ovc1'});
		expect(form.effects()).toMatchObject([{address: {trust: pin}}]);
		form.send({type: 'certificate-seen', request: 1, seen: verified});
		expect(form.at('credentials').trust).toEqual(pin);
	});

	test('that was named by its fingerprint alone is kept with its key, to be known again once it is renewed', () => {
		const form = createForm({address: 'ovc1', trust: {mode: 'pinned', sha256: certificate.sha256}});
		form.look('ovc1', verified);
		expect(form.at('credentials').trust).toEqual(pin);
	});

	test('that has changed is asked about beside the one before, and is pinned in its place on a person’s word', () => {
		const before = {...pin, sha256: 'ee'.repeat(32)};
		const form = createForm({address: 'ovc1', trust: before});
		form.look('ovc1', {ok: false, failure: refusal('certificate-changed', {certificate, pinned: before})});
		expect(form.at('trust')).toMatchObject({certificate, before});
		expect(form.effects().map(effect => effect.type)).toEqual(['look-at-certificate']);
		form.send({type: 'certificate-accepted'});
		expect(form.at('credentials').trust).toEqual(pin);
	});

	test('that has changed is no question where it cannot be shown', () => {
		const form = createForm({address: 'ovc1', trust: pin});
		form.look('ovc1', {ok: false, failure: refusal('certificate-changed')});
		expect(form.at('address').problem).toMatchObject({kind: 'certificate-changed'});
	});

	test('of another address has nothing to do with the pin', () => {
		const form = createForm({address: 'ovc1', trust: pin});
		form.look('ovc2', unknown);
		expect(form.effects()).toMatchObject([{address: {origin: 'https://ovc2', trust: {mode: 'system'}}}]);
		form.send({type: 'certificate-declined'});
		form.send({type: 'address-given', text: 'ovc1'});
		expect(form.effects()).toMatchObject([{address: {origin: 'https://ovc1', trust: pin}}]);
	});

	test('whose fingerprint was given without an address is the one of the address that is typed', () => {
		const form = createForm({trust: pin});
		form.send({type: 'address-given', text: 'ovc1'});
		expect(form.effects()).toMatchObject([{address: {trust: pin}}]);
	});

	test('of a CA file is verified by it at every address', () => {
		const trust: Trust = {mode: 'ca-file', path: '/etc/ca.pem'};
		const form = createForm({address: 'ovc1', trust});
		form.look('ovc2', verified);
		expect(form.at('credentials').trust).toEqual(trust);
	});
});

describe('the credentials', () => {
	test('make a profile, and the session takes over', () => {
		const form = createForm();
		form.look('ovc1.example.com', verified);
		form.effects();
		form.type(' administrator@vsphere.local ');
		const {profile} = form.at('done');
		expect(profile).toEqual({
			name: 'ovc1',
			origin: 'https://ovc1.example.com',
			username: 'administrator@vsphere.local',
			grant: 'password',
			trust: {mode: 'system'},
			proxy: undefined,
			storage: 'keychain',
			savePassword: true,
			idleLimit: 600_000,
			absoluteLimit: 86_400_000,
			keepAlive: true,
			tickleInterval: undefined,
			renew: 'ask',
		});
		expect(form.effects()).toEqual([{type: 'sign-in', profile, password}]);
	});

	test('keep a name that was given, and step aside for one that is taken', () => {
		const named = createForm({profileName: 'prod'}, [profileNamed('ovc1')]);
		named.look('ovc1', verified);
		named.type('administrator');
		expect(named.at('done').profile.name).toBe('prod');
		const unnamed = createForm({}, [profileNamed('ovc1')]);
		unnamed.look('ovc1', verified);
		unnamed.type('administrator');
		expect(unnamed.at('done').profile.name).toBe('ovc1-2');
	});

	describe('of a profile that there is', () => {
		const dc1 = profileNamed('dc1', {
			username: 'administrator',
			trust: pin,
			savePassword: false,
			idleLimit: minutes(5),
			absoluteLimit: hours(12),
			keepAlive: true,
			tickleInterval: minutes(1),
			renew: 'auto',
		});
		const other = profileNamed('other', {username: 'administrator'});

		test('sign in to it again, as it was set, and make no second one', () => {
			const form = createForm({keepAlive: false}, [other, dc1]);
			form.look('dc1.example', verified);
			form.type('administrator');
			expect(form.at('done').profile).toEqual({...dc1, savePassword: true});
		});

		test('are verified by its pin, whoever the user is', () => {
			const form = createForm({}, [other, dc1]);
			form.look('dc1.example', verified);
			expect(form.effects()).toMatchObject([{address: {origin: 'https://dc1.example', trust: pin}}]);
			form.type('somebody');
			expect(form.at('done').profile).toMatchObject({name: 'dc1-2', username: 'somebody', trust: pin});
		});

		test('are reached through its proxy, until another way is asked for', () => {
			const proxied = {...dc1, proxy: 'http://proxy.example.com:3128'};
			for (const [asked, proxy] of [
				[undefined, 'http://proxy.example.com:3128'],
				['none', undefined],
				['http://10.1.1.1:8080', 'http://10.1.1.1:8080'],
			] as const) {
				const form = createForm({proxy: asked}, [other, proxied]);
				form.look('dc1.example', verified);
				expect(form.effects()).toMatchObject([{address: {origin: 'https://dc1.example', proxy}}]);
				form.type('administrator');
				expect(form.at('done').profile).toMatchObject({name: 'dc1', proxy});
			}
			const elsewhere = createForm({}, [other, proxied]);
			elsewhere.look('other.example', verified);
			expect(elsewhere.effects()).toMatchObject([{address: {proxy: undefined}}]);
		});

		test('take over what was wished for', () => {
			const form = createForm({idleLimit: minutes(8), keepAlive: true, renew: 'auto'}, [
				{...dc1, keepAlive: false, renew: 'ask'},
			]);
			form.look('dc1.example', verified);
			form.type('administrator');
			expect(form.at('done').profile).toMatchObject({idleLimit: minutes(8), keepAlive: true, renew: 'auto'});
		});

		test('are another one’s where nothing is shared: another storage, or a name of their own', () => {
			const elsewhere = createForm({storage: 'memory'}, [dc1]);
			elsewhere.look('dc1.example', verified);
			elsewhere.type('administrator');
			expect(elsewhere.at('done').profile).toMatchObject({name: 'dc1-2', storage: 'memory', renew: 'ask'});
			const named = createForm({profileName: 'prod'}, [dc1]);
			named.look('dc1.example', verified);
			named.type('administrator');
			expect(named.at('done').profile).toMatchObject({name: 'prod', renew: 'ask'});
		});
	});

	test('need a user name', () => {
		const form = createForm();
		form.look('ovc1', verified);
		form.type('   ');
		expect(form.at('credentials').problem).toBe('no-username');
	});

	test('need a password; what else was answered is kept', () => {
		const form = createForm();
		form.look('ovc1', verified);
		form.type('administrator', new Secret(''), false);
		expect(form.at('credentials')).toMatchObject({
			problem: 'no-password',
			draft: {username: 'administrator', savePassword: false},
		});
		form.type('administrator', new Secret(' '), false);
		expect(form.at('done').profile.savePassword).toBe(false);
	});

	test('are not saved where they would only look saved', () => {
		const form = createForm({storage: 'memory'});
		form.look('ovc1', verified);
		form.type('administrator');
		expect(form.at('done').profile).toMatchObject({storage: 'memory', savePassword: false});
	});

	test('before the certificate is known are not taken', () => {
		const form = createForm();
		form.type('administrator');
		form.at('address');
		form.send({type: 'address-given', text: 'ovc1'});
		form.effects();
		form.type('administrator');
		form.at('looking');
		form.send({type: 'certificate-seen', request: 1, seen: unknown});
		form.type('administrator');
		form.at('trust');
		expect(form.effects()).toEqual([]);
	});

	test('given twice sign in once', () => {
		const form = createForm();
		form.look('ovc1', verified);
		form.effects();
		form.type('administrator');
		form.type('administrator');
		expect(form.effects()).toHaveLength(1);
	});

	test('show no password in any step', () => {
		const form = createForm();
		form.look('ovc1', verified);
		form.type('administrator');
		expect(inspect(form.signIn(), {depth: null}) + JSON.stringify(form.signIn())).not.toContain('horse');
	});
});

describe('the stored password', () => {
	const known = {address: 'ovc1', username: 'administrator', passwordStored: true};

	test('needs no typing', () => {
		const form = createForm(known);
		form.look('ovc1', verified);
		form.effects();
		form.send({type: 'stored-password-chosen'});
		expect(form.effects()).toMatchObject([
			{type: 'sign-in', password: undefined, profile: {username: 'administrator'}},
		]);
	});

	test('can’t be chosen when there is none', () => {
		const form = createForm({...known, passwordStored: false});
		form.look('ovc1', verified);
		form.send({type: 'stored-password-chosen'});
		form.at('credentials');
	});

	test('is not offered at another address, and again at its own', () => {
		const form = createForm(known);
		form.look('ovc2', verified);
		expect(form.at('credentials').draft.passwordStored).toBe(false);
		form.send({type: 'stored-password-chosen'});
		form.at('credentials');
		form.send({type: 'address-requested'});
		form.look('https://ovc1/', verified);
		expect(form.at('credentials').draft.passwordStored).toBe(true);
	});

	test('is not offered to another user', () => {
		const form = createForm(known);
		form.look('ovc1', verified);
		form.type('somebody', new Secret(''));
		expect(form.at('credentials').draft.passwordStored).toBe(false);
		form.type('administrator', new Secret(''));
		expect(form.at('credentials').draft.passwordStored).toBe(true);
	});
});

test('after a refusal asks for the credentials again: same address, certificate and profile', () => {
	const form = createForm();
	form.look('ovc1', unknown);
	form.send({type: 'certificate-accepted'});
	form.type('administrator');
	const {profile} = form.at('done');
	form.send({type: 'credentials-requested'});
	expect(form.at('credentials')).toMatchObject({
		origin: 'https://ovc1',
		trust: pin,
		draft: {profileName: 'ovc1', username: 'administrator'},
		problem: undefined,
	});
	form.type('administrator');
	expect(form.at('done').profile).toEqual(profile);
});

test('events of another step change nothing', () => {
	const form = createForm();
	const before = form.signIn();
	form.send({type: 'certificate-seen', request: 0, seen: verified});
	form.send({type: 'certificate-accepted'});
	form.send({type: 'certificate-declined'});
	form.send({type: 'stored-password-chosen'});
	form.send({type: 'credentials-requested'});
	expect(form.signIn()).toBe(before);
	expect(form.effects()).toEqual([]);
});
