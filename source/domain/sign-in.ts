import type {Address} from './address.ts';
import {type Certificate, type Pin, pinOf, type Trust} from './certificate.ts';
import {type Draft, ofKnownProfile, profileOf, proxyFor} from './draft.ts';
import type {Outcome} from './outcome.ts';
import {type Profile, parseOrigin} from './profile.ts';
import type {Refusal} from './refusal.ts';
import type {Secret} from './secret.ts';

/** A sign-in from the address to the moment at which the session takes over. It never holds a password. */
export type SignIn = {
	readonly draft: Draft;
	/** What holds for the address and user that the draft came with, and for no other: the pin and the stored password. */
	readonly known: {readonly origin: string | undefined; readonly username: string; readonly passwordStored: boolean};
	/** Those that there are. */
	readonly profiles: readonly Profile[];
	readonly requests: number;
} & SignInStep;

type SignInStep =
	| {readonly step: 'address'; readonly problem: AddressProblem | undefined}
	| {readonly step: 'looking'; readonly origin: string; readonly request: number}
	| {
			readonly step: 'trust';
			readonly origin: string;
			readonly certificate: Certificate;
			readonly problem: string;
			/** What was believed before, where this is another one. */
			readonly before: Pin | undefined;
	  }
	| {
			readonly step: 'credentials';
			readonly origin: string;
			readonly trust: Trust;
			readonly problem: 'no-username' | 'no-password' | undefined;
	  }
	| {readonly step: 'done'; readonly origin: string; readonly profile: Profile};

/** `declined`: its certificate, by a person. */
type AddressProblem = Refusal | 'not-an-address' | 'declined';

export type CertificateSeen = Outcome<
	{readonly certificate: Certificate | undefined; readonly verified: boolean; readonly problem: string | undefined},
	Refusal
>;

export type SignInEvent =
	| {readonly type: 'address-given'; readonly text: string}
	| {readonly type: 'certificate-seen'; readonly request: number; readonly seen: CertificateSeen}
	| {readonly type: 'certificate-accepted'}
	| {readonly type: 'certificate-declined'}
	| {readonly type: 'credentials-given'; readonly username: string; readonly password: Secret; readonly save: boolean}
	| {readonly type: 'stored-password-chosen'}
	| {readonly type: 'address-requested'}
	/** What was given was refused: the same profile again, by typing. */
	| {readonly type: 'credentials-requested'};

export type SignInEffect =
	| {readonly type: 'look-at-certificate'; readonly request: number; readonly address: Address}
	| {readonly type: 'cancel-look'; readonly request: number}
	/** `password` undefined: the stored one. */
	| {readonly type: 'sign-in'; readonly profile: Profile; readonly password: Secret | undefined};

export type SignInMove = readonly [SignIn, ...SignInEffect[]];

/** Longer ones are no address and not worth showing whole. */
const longestAddress = 512;

export const createSignIn = (draft: Draft, profiles: readonly Profile[]): SignIn => ({
	draft,
	known: {
		origin: parseOrigin(draft.address),
		username: draft.username,
		passwordStored: draft.passwordStored,
	},
	profiles,
	requests: 0,
	step: 'address',
	problem: undefined,
});

export function updateSignIn(signIn: SignIn, event: SignInEvent): SignInMove {
	switch (event.type) {
		case 'address-given':
			return signIn.step === 'address' ? look(signIn, event.text) : [signIn];
		case 'certificate-seen':
			return signIn.step === 'looking' && signIn.request === event.request
				? certificateSeen(signIn, signIn.origin, event.seen)
				: [signIn];
		case 'certificate-accepted':
			return signIn.step === 'trust' ? [atCredentials(signIn, signIn.origin, pinOf(signIn.certificate))] : [signIn];
		case 'certificate-declined':
			return signIn.step === 'trust' ? [atAddress(signIn, 'declined')] : [signIn];
		case 'credentials-given':
			return credentialsGiven(signIn, event);
		case 'stored-password-chosen':
			return signIn.step === 'credentials' && signIn.draft.passwordStored
				? submitted(signIn, {origin: signIn.origin, trust: signIn.trust, password: undefined})
				: [signIn];
		case 'address-requested':
			return addressRequested(signIn);
		case 'credentials-requested':
			return signIn.step === 'done' ? [credentialsAgain(signIn, signIn.profile)] : [signIn];
	}
}

function look(signIn: SignIn, text: string): SignInMove {
	const origin = parseOrigin(text);
	const next = {...signIn, draft: {...signIn.draft, address: text.slice(0, longestAddress)}};
	if (origin === undefined) return [atAddress(next, 'not-an-address')];
	const request = signIn.requests + 1;
	const proxy = proxyFor(signIn.draft, signIn.profiles, origin);
	return [
		{...next, requests: request, step: 'looking', origin, request},
		{type: 'look-at-certificate', request, address: {origin, trust: trustFor(signIn, origin), proxy}},
	];
}

/**
 * A pin is one certificate's; an address without one, or another than the pin came with, has to be asked about. What was believed of an
 * appliance before is believed of it again.
 */
function trustFor({draft, known, profiles}: SignIn, origin: string): Trust {
	if (known.origin === origin) return draft.trust;
	const isElsewhere = draft.trust.mode === 'pinned' && known.origin !== undefined;
	if (draft.trust.mode !== 'system' && !isElsewhere) return draft.trust;
	return profiles.find(profile => profile.origin === origin)?.trust ?? {mode: 'system'};
}

function certificateSeen(signIn: SignIn, origin: string, seen: CertificateSeen): SignInMove {
	if (!seen.ok) return [certificateRefused(signIn, origin, seen.failure)];
	const {certificate, verified, problem} = seen.value;
	// Only loopback origins may go without TLS; there is nothing to ask about.
	if (verified || certificate === undefined) {
		const trust = trustFor(signIn, origin);
		// A fingerprint alone, as it was typed, learns what it is known again by once it is renewed.
		const isPinned = trust.mode === 'pinned' && certificate?.sha256 === trust.sha256;
		return [atCredentials(signIn, origin, isPinned ? pinOf(certificate) : trust)];
	}
	return [{...common(signIn), step: 'trust', origin, certificate, problem: problem ?? 'UNTRUSTED', before: undefined}];
}

/** Of another certificate than before a person is asked, with both in sight. */
function certificateRefused(signIn: SignIn, origin: string, refusal: Refusal): SignIn {
	const {kind, certificate, pinned, code = ''} = refusal;
	const isChanged = kind === 'certificate-changed' && certificate !== undefined && pinned !== undefined;
	if (!isChanged) return atAddress(signIn, refusal);
	return {...common(signIn), step: 'trust', origin, certificate, problem: code, before: pinned};
}

function credentialsGiven(
	signIn: SignIn,
	{username, password, save}: SignInEvent & {readonly type: 'credentials-given'},
): SignInMove {
	if (signIn.step !== 'credentials') return [signIn];
	const name = username.trim();
	if (name === '') return [{...signIn, problem: 'no-username'}];
	const draft = withStoredPassword({...signIn.draft, username: name, savePassword: save}, signIn, signIn.origin);
	const next = {...signIn, draft};
	if (password.isEmpty) return [{...next, problem: 'no-password'}];
	return submitted(next, {origin: signIn.origin, trust: signIn.trust, password});
}

type Submission = {readonly origin: string; readonly trust: Trust; readonly password: Secret | undefined};

function submitted(signIn: SignIn, {origin, trust, password}: Submission): SignInMove {
	const {profiles} = signIn;
	const draft = ofKnownProfile(signIn.draft, profiles, origin);
	const profile = profileOf(draft, {origin, trust, profiles});
	return [
		{...common(signIn), step: 'done', origin, profile},
		{type: 'sign-in', profile, password},
	];
}

function addressRequested(signIn: SignIn): SignInMove {
	if (signIn.step === 'looking') return [atAddress(signIn, undefined), {type: 'cancel-look', request: signIn.request}];
	return [atAddress(signIn, undefined)];
}

/** The certificate was judged already, and the profile has a name by now. */
function credentialsAgain(signIn: SignIn, {name, origin, trust, username}: Profile): SignIn {
	const draft = withStoredPassword({...signIn.draft, profileName: name, username}, signIn, origin);
	return {...common(signIn), draft, step: 'credentials', origin, trust, problem: undefined};
}

const atAddress = (signIn: SignIn, problem: AddressProblem | undefined): SignIn => ({
	...common(signIn),
	step: 'address',
	problem,
});

const atCredentials = (signIn: SignIn, origin: string, trust: Trust): SignIn => ({
	...common(signIn),
	draft: withStoredPassword(signIn.draft, signIn, origin),
	step: 'credentials',
	origin,
	trust,
	problem: undefined,
});

/** The draft with the stored password on offer only to the user and the address that it is stored for. */
const withStoredPassword = (draft: Draft, {known}: SignIn, origin: string): Draft => ({
	...draft,
	passwordStored: known.passwordStored && known.origin === origin && known.username === draft.username,
});

/** What all steps share. */
const common = ({draft, known, profiles, requests}: SignIn) => ({draft, known, profiles, requests});
