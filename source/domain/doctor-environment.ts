import {doubtful, type Finding, well} from './doctor.ts';
import {advice} from './explanation.ts';
import {proxyVariables} from './proxy.ts';

type Environment = Readonly<Record<string, string | undefined>>;

type Known = {
	/** Names of the profiles that there are. */
	readonly profiles: readonly string[];
	readonly storageKinds: readonly string[];
	/** Whether this process was started with a debugger open. */
	readonly isInspected: boolean;
};

/** Variables that were left by somebody and change what svt-tui does, or look as if they did. Values are never repeated: some are secrets. */
export function environmentFindings(environment: Environment, known: Known): readonly Finding[] {
	const isSet = (name: string) => (environment[name] ?? '') !== '';
	const found = [
		...ownVariables(environment, known),
		...nodeVariables(environment, known),
		...proxyVariables.filter(isSet).slice(0, 1).map(proxyFinding),
	];
	const roots = ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE'].filter(isSet);
	if (roots.length > 0) found.push(well('environment', `the certificates in ${roots.join(' and ')} are believed too`));
	return found.length === 0 ? [well('environment', 'nothing in it changes what svt-tui does')] : found;
}

function ownVariables(environment: Environment, {profiles, storageKinds}: Known): Finding[] {
	const found: Finding[] = [];
	const {SVT_PROFILE: profile = '', SVT_STORAGE: storage = '', SVT_TOKEN: token = ''} = environment;
	if (profile !== '' && !profiles.includes(profile)) {
		found.push(left('SVT_PROFILE', 'names a profile that does not exist', 'svt-tui profile list'));
	}
	if (storage !== '' && !storageKinds.includes(storage)) {
		found.push(left('SVT_STORAGE', `is none of ${storageKinds.join(', ')}`));
	}
	if (token !== '') found.push(left('SVT_TOKEN', 'is set: token and api use it, not the token of the profile'));
	for (const name of Object.keys(environment).filter(each => /^SVT_\w*(PASSWORD|PASSWD|PWD)$/i.test(each))) {
		found.push(left(plainName(name), 'is not read, and other programs can see it'));
	}
	return found;
}

function nodeVariables(environment: Environment, {isInspected}: Known): Finding[] {
	const found: Finding[] = [];
	const {NODE_OPTIONS: options = '', NODE_DEBUG: debug = ''} = environment;
	if (environment.NODE_TLS_REJECT_UNAUTHORIZED === '0') {
		const text = 'is 0, which svt-tui ignores; other programs of Node from here believe any certificate';
		found.push(left('NODE_TLS_REJECT_UNAUTHORIZED', text));
	}
	for (const [sign, what] of dangerous) if (sign.test(options)) found.push(left('NODE_OPTIONS', what));
	if (isInspected && !/--inspect/.test(options)) {
		found.push(
			doubtful(
				'environment',
				'this process was started with a debugger open: it shows every secret',
				advice('Start it without --inspect'),
			),
		);
	}
	if (debug !== '') found.push(left('NODE_DEBUG', 'is set: Node writes what it does on connections to stderr'));
	return found;
}

const dangerous: ReadonlyArray<readonly [sign: RegExp, what: string]> = [
	[/--inspect/, 'opens a debugger (--inspect): who reaches that sees every secret'],
	[/--tls-keylog/, 'writes the keys of each TLS connection to a file (--tls-keylog)'],
	[/(^|\s)(-r|--require|--import|--(experimental-)?loader)\b/, 'loads other code into svt-tui (--require, --import)'],
];

const proxyFinding = (name: string): Finding =>
	doubtful(
		'environment',
		`${name} is set and not used: svt-tui goes through a proxy only when asked to`,
		advice('Nothing, where DNS and TCP are ok; else ask for it when you sign in', 'svt-tui login HOST --proxy env'),
	);

const left = (name: string, what: string, command = `unset ${name}`): Finding =>
	doubtful(
		'environment',
		`${name} ${what}`,
		advice(command.startsWith('unset') ? 'Take it away' : 'See which there are', command),
	);

/** A name can be any bytes but an equals sign. */
const plainName = (name: string) => name.replace(/\W/g, '').slice(0, 60);
