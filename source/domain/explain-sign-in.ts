import {advice, checkAddress, command, type ExplainContext, type Explanation} from './explanation.ts';
import type {Refusal} from './refusal.ts';
import {saysUser} from './refusal-texts.ts';

/** `Bad credentials` without more is said of the user's login and of the fixed client login: then neither is blamed. */
export function explainWrongCredentials(refusal: Refusal, context: ExplainContext): Explanation {
	const isSure = refusal.error === 'invalid_grant' || saysUser(refusal.serverSays?.toLowerCase() ?? '');
	const isEmergency = context.profile?.grant === 'emergency';
	const judge = isEmergency
		? 'An emergency sign-in is checked against the local account svtcli of the appliance itself.'
		: "The appliance checks them with the hypervisor's management (vCenter, or Active Directory for Hyper-V).";
	const check = advice(
		isEmergency
			? 'Check the password of svtcli on this appliance, then sign in again'
			: 'Check user name (administrator@vsphere.local, DOMAIN\\user) and password, then sign in again: directories lock an account after three to five wrong ones',
		command('login', context),
	);
	if (isSure) {
		return {
			title: 'User name or password refused',
			cause: `${judge} svt-tui does not send this password again by itself.`,
			advice: [check],
		};
	}
	return {
		title: 'Sign-in refused, and the reason is not clear',
		cause: `Either the user name or the password is wrong, or the fixed client login (simplivity, no password) that svt-tui sends along did not arrive; the appliance says the same of both. ${judge} svt-tui does not send this password again by itself.`,
		advice: [
			check,
			advice(
				'If the same credentials work elsewhere, look for a proxy or gateway that takes the Authorization header off',
			),
		],
	};
}

export function explainAccountLocked(refusal: Refusal, context: ExplainContext): Explanation {
	const {title, cause, remedy} = lockOf(refusal);
	return {
		title,
		cause: `${cause} svt-tui makes no further attempt by itself.`,
		advice: [
			advice(remedy),
			advice('Sign in once that is done', command('login', context)),
			...(context.profile?.grant === 'emergency'
				? []
				: [
						advice(
							'If it cannot wait, use the local account svtcli of the appliance',
							command('login', context, '--emergency'),
						),
					]),
		],
	};
}

type Lock = {readonly title: string; readonly cause: string; readonly remedy: string};

/** By the exception, the words, or Active Directory's code within them. */
function lockOf({exception = '', serverSays = ''}: Refusal): Lock {
	const text = serverSays.toLowerCase();
	if (/^(?:Account)?Locked/.test(exception) || /lock|too many|data 775\b/.test(text)) {
		return {
			title: 'The account is locked',
			cause:
				'It cannot sign in until the lock is lifted, even with the right password; further attempts may prolong that.',
			remedy: 'Wait for the lock to end, or ask the administrator of vCenter or the directory to lift it',
		};
	}
	if (exception.startsWith('Disabled') || /disabled|deactivated|suspended|data 533\b/.test(text)) {
		return {
			title: 'The account is disabled',
			cause: 'It cannot sign in, whatever the password.',
			remedy: 'Ask the administrator of vCenter or the directory to enable it',
		};
	}
	if (exception.startsWith('CredentialsExpired') || /password|credentials|data (?:532|773)\b/.test(text)) {
		return {
			title: 'The password has expired or must be changed',
			cause: 'It is not accepted any more until it has been changed.',
			remedy: 'Change the password in vCenter or the directory',
		};
	}
	return {
		title: 'The account may not sign in',
		cause: 'It has expired, or may not sign in now or from this appliance, whatever the password.',
		remedy: 'Ask the administrator of vCenter or the directory',
	};
}

export function explainClientLoginRefused(_refusal: Refusal, context: ExplainContext): Explanation {
	return {
		title: 'The fixed client login was refused, not the password',
		cause:
			'Every sign-in carries the client login of the API (simplivity, no password) in its Authorization header, beside the user name and password in the form. The answer is about that one: it did not arrive, or this is no SimpliVity appliance.',
		advice: [
			advice('Look for a proxy or gateway between here and the appliance that takes the Authorization header off'),
			checkAddress(context),
			advice('Sign in again afterwards', command('login', context)),
		],
	};
}

export function explainGrantUnsupported({serverSays}: Refusal, context: ExplainContext): Explanation {
	const text = serverSays?.toLowerCase() ?? '';
	if (context.profile?.grant === 'emergency' || text.includes('emergency')) {
		return {
			title: 'This appliance offers no emergency sign-in',
			cause:
				'Emergency sign-in came with REST API 1.5 (OmniStack 3.7.0) and works on virtual controllers of peer-managed federations only.',
			advice: [advice("Sign in with an account of the hypervisor's management", command('login', context))],
		};
	}
	const isRefresh = text.includes('refresh');
	return {
		title: 'The appliance does not offer this way to sign in',
		cause: isRefresh
			? 'Refresh tokens were removed with REST API 1.3 (OmniStack 3.6.1): a new token takes user name and password.'
			: 'It does not know the grant type that was asked for; all versions know sign-in with user name and password.',
		advice: [advice('Sign in with user name and password', command('login', context))],
	};
}
