import {advice, command, type ExplainContext, type Explanation} from './explanation.ts';
import {safeText} from './server-text.ts';

/** Why the file that was named as authority is no use, by our own code for it. */
export function explainCaFile(code: string, context: ExplainContext): Explanation {
	const {why, remedy} = troubles[code.replace('SVT_CA_FILE_', '')] ?? unusable;
	const trust = context.profile?.trust;
	const file =
		trust?.mode === 'ca-file'
			? `${safeText(trust.path, 200)}, the CA file of this profile,`
			: 'The CA file of this profile';
	return {
		title: 'The CA file cannot be used',
		cause: `${file} ${why}. Nothing was sent.`,
		advice: [
			...(remedy === undefined ? [] : [remedy]),
			advice(
				'Name a file with the certificate of the authority, in PEM',
				command('login', context, '--ca-file ca.pem'),
			),
		],
	};
}

type Trouble = {readonly why: string; readonly remedy?: ReturnType<typeof advice>};

const unusable: Trouble = {why: 'is missing, cannot be read or holds no certificate'};

const troubles: Readonly<Record<string, Trouble>> = {
	MISSING: {why: 'is not there'},
	UNREADABLE: {why: 'cannot be read by you', remedy: advice('Look who may read it')},
	NOT_A_FILE: {why: 'is a folder or something else, but no file'},
	EMPTY: {why: 'is empty'},
	HUGE: {why: 'is larger than 1 MiB, which no list of authorities needs to be'},
	PRIVATE_KEY: {
		why: "holds a private key: that is its owner's secret, and nothing to trust somebody by",
		remedy: advice('Take the certificate alone into a file of its own', 'openssl x509 -in FILE -out ca.pem'),
	},
	PKCS7: {
		why: 'is in PKCS #7, not in PEM',
		remedy: advice('Take the certificates out of it', 'openssl pkcs7 -in FILE -print_certs -out ca.pem'),
	},
	DAMAGED: {why: 'holds a certificate that cannot be read: it is damaged or cut off'},
	NO_CERTIFICATE: {why: 'holds no certificate'},
};
