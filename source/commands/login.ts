import type {Draft} from '../domain/draft.ts';
import type {Profile} from '../domain/profile.ts';
import {standingRefusal} from '../domain/session-record.ts';
import {seconds} from '../domain/time.ts';
import type {SessionEngine} from '../engine/session-engine.ts';
import type {CommandContext, RunCommand} from './command.ts';
import {exitCodes} from './exit-code.ts';
import {loginHeadless} from './login-headless.ts';
import {readLoginOptions} from './login-options.ts';
import {chooseTarget, draftOf, type Login} from './login-target.ts';
import {fail} from './output.ts';
import {loadProfiles} from './profile-choice.ts';
import {chooseProxy} from './proxy-choice.ts';
import {prepareSessions, showSessions} from './sessions-screen.ts';
import {chooseStorage} from './storage-choice.ts';
import {strayPassword} from './stray-secrets.ts';
import {unlockForUse} from './unlocked.ts';

/** Signs in: on a terminal with the screen, else with what was given on the command line and on stdin. */
export const run: RunCommand = async (invocation, context) => {
	const {input, output} = context;
	if ((context.environment.SVT_PASSWORD ?? '') !== '')
		return fail(
			output,
			exitCodes.usage,
			'SVT_PASSWORD is not read: others can read a password there',
			strayPassword.hint,
		);
	const options = readLoginOptions(invocation);
	if (!options.ok) return fail(output, exitCodes.usage, options.failure);
	if (options.value.isPasswordOnStdin && input.isTerminal.stdin) {
		const hint = 'a password typed here would show: pipe it in, or leave --password-stdin out';
		return fail(output, exitCodes.usage, '--password-stdin is for a pipe or a file, and stdin is a terminal', hint);
	}
	const loaded = await loadProfiles(context);
	if (!loaded.ok) return loaded.failure;
	const target = chooseTarget(loaded.value, invocation, options.value, context);
	if (!target.ok) return target.failure;
	const proxy = chooseProxy(invocation, target.value.address, context);
	if (!proxy.ok) return proxy.failure;
	const storage = await chooseStorage(invocation, target.value.known?.storage, context);
	if (!storage.ok) return storage.failure;
	const unlocked = await unlockForUse([storage.value.storage], 'write', context);
	if (!unlocked.ok) return unlocked.failure;
	const login: Login = {
		invocation,
		options: options.value,
		target: target.value,
		draft: {...draftOf(target.value, storage.value.storage, options.value), proxy: proxy.value},
		profiles: loaded.value.profiles,
		notices: storage.value.notices,
	};
	const isOnScreen = input.isInteractive && !options.value.isPasswordOnStdin;
	return isOnScreen ? loginOnScreen(login, context) : loginHeadless(login, context);
};

/** Goes on with the session that lives, if there is one, else asks for what it takes. */
async function loginOnScreen(login: Login, context: CommandContext) {
	const {target, profiles, notices, invocation} = login;
	const {known} = target;
	const draft = known === undefined ? login.draft : await unlessRefused(login.draft, known, context);
	const prepared = prepareSessions(context, profiles, draft.storage);
	// Whoever wants something else than the session that there is signs in for it.
	const isAsItIs = Object.keys(invocation.options).every(name => neutral.has(name));
	if (known !== undefined && known.storage === draft.storage && isAsItIs) {
		const engine = prepared.restore(known);
		if (draft.keepAlive) engine.dispatch({type: 'keep-alive-requested', on: true});
		await settledSoon(engine, context);
		const {phase, unread} = engine.getSnapshot();
		// A store that takes its time is waited for on the screen, where Esc goes on without it, and one that fails says so there.
		if (phase.name === 'active' || phase.name === 'restoring' || unread !== undefined)
			return showSessions(prepared, {screen: 'session', profile: known.name}, notices, context);
	}
	const signIn = prepared.signInFrom(draft);
	return showSessions(prepared, {screen: 'sign-in', signIn}, notices, context);
}

/** But not for ever: nobody looks at a terminal on which nothing is drawn. */
function settledSoon(engine: SessionEngine, {ports, stop}: CommandContext): Promise<void> {
	return new Promise((resolve, reject) => {
		const end = () => {
			cancel();
			stop.removeEventListener('abort', end);
			resolve();
		};
		const cancel = ports.clock.after(seconds(1), end);
		stop.addEventListener('abort', end);
		engine.settled().then(end, reject);
	});
}

/** A stored password that was refused, in whichever process, is not offered again. */
async function unlessRefused(draft: Draft, known: Profile, {ports}: CommandContext): Promise<Draft> {
	const refused = standingRefusal(known, await ports.records.read(known.name));
	return refused === undefined ? draft : {...draft, passwordStored: false};
}

const neutral = new Set(['profile', 'keep-alive', 'color', 'verbose']);
