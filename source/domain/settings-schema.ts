import {
	grants,
	longestPath,
	longestSubject,
	longestUsername,
	renewPolicies,
	type StoredProfile,
	secondsBounds,
	storageKinds,
} from './profile-format.ts';

const seconds = (description: string) => ({
	type: 'number',
	minimum: secondsBounds.least,
	maximum: secondsBounds.most,
	description: `${description}, in seconds`,
});

const fingerprint = (description: string) => ({type: 'string', pattern: '^[0-9a-f]{64}$', description});

/** One way to trust, and no field of another. */
const trust = <Mode extends string>(
	mode: Mode,
	fields: Readonly<Record<string, object>>,
	needed: readonly string[],
) => ({
	type: 'object',
	properties: {mode: {const: mode}, ...fields},
	required: ['mode', ...needed],
	additionalProperties: false,
});

const profile = {
	name: {type: 'string', pattern: '^[\\p{L}\\p{N}][\\p{L}\\p{N}._-]{0,39}$', description: 'What the profile is called'},
	origin: {type: 'string', pattern: '^https?://[^/]+$', maxLength: 1024, description: 'Scheme, host and port'},
	username: {type: 'string', minLength: 1, maxLength: longestUsername, description: 'Who signs in'},
	grant: {enum: grants, description: 'How to sign in: as a user of the hypervisor, or in an emergency'},
	trust: {
		description: 'Why the certificate of the appliance is believed',
		anyOf: [
			trust('system', {}, []),
			trust('ca-file', {path: {type: 'string', minLength: 1, maxLength: longestPath}}, ['path']),
			trust(
				'pinned',
				{
					sha256: fingerprint('SHA-256 of the certificate'),
					publicKeySha256: fingerprint('SHA-256 of its public key'),
					subject: {type: 'string', maxLength: longestSubject, description: 'Whom it names'},
					validTo: {type: 'string', description: 'Until when it is valid, in UTC'},
				},
				['sha256'],
			),
		],
	},
	proxy: {
		type: 'string',
		pattern: '^http://[^/@]+$',
		maxLength: 1024,
		description: 'The HTTP proxy to go through, if any',
	},
	storage: {enum: storageKinds, description: 'Where password and token are kept'},
	savePassword: {type: 'boolean', description: 'Whether the password is kept there'},
	idleLimitSeconds: seconds('How long a session lives without a request'),
	absoluteLimitSeconds: seconds('How long a session lives at most'),
	keepAlive: {type: 'boolean', description: 'Whether the session is kept from idling out'},
	tickleIntervalSeconds: seconds('How often it is tickled, if not as the idle limit suggests'),
	renew: {enum: renewPolicies, description: 'What happens at the end: ask, or sign in again by ourselves'},
} satisfies Readonly<Record<keyof StoredProfile, object>>;

export const profileFields: readonly string[] = Object.keys(profile);
export const trustFields: readonly string[] = ['mode', 'path', 'sha256', 'publicKeySha256', 'subject', 'validTo'];

/** What a profile that could not be read still holds: its fields, whatever is in them, and no others. */
const anyValue = (names: readonly string[]) => Object.fromEntries(names.map(name => [name, {}]));
const unreadable = {
	anyOf: [
		{enum: [null]},
		{type: 'string'},
		{type: 'number'},
		{type: 'boolean'},
		{
			type: 'object',
			properties: {
				...anyValue(profileFields),
				trust: {
					anyOf: [
						{type: 'object', properties: anyValue(trustFields), additionalProperties: false},
						{not: {type: 'object'}},
					],
				},
			},
			additionalProperties: false,
		},
	],
};

const settings = {
	schema: {const: 'svt-tui/settings/v1', description: 'Version of this format'},
	default: {type: 'string', description: 'Name of the profile that is meant when none is named'},
	helper: {
		type: 'array',
		items: {type: 'string', maxLength: 4096},
		minItems: 1,
		maxItems: 64,
		description: 'The program that keeps secrets where storage is helper, and its arguments',
	},
	profiles: {
		type: 'array',
		items: {
			type: 'object',
			properties: profile,
			required: profileFields.filter(name => name !== 'tickleIntervalSeconds' && name !== 'proxy'),
			additionalProperties: false,
		},
	},
	unreadable: {
		type: 'array',
		items: unreadable,
		description: 'Profiles that could not be understood; they count again once they are corrected',
	},
};

export const settingsFields: readonly string[] = Object.keys(settings);

/**
 * JSON Schema (2020-12) of what is written to the settings file. It is closed: a field that is not named here, such as a stray
 * password, cannot be written. People may leave out more than this when they edit the file, see `parseStoredProfile`.
 */
export const settingsSchema = {type: 'object', properties: settings, additionalProperties: false};
