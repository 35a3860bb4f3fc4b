import {setFlagsFromString, writeHeapSnapshot} from 'node:v8';
import {runInNewContext} from 'node:vm';
import {createClockWatch} from '../../source/adapters/clock-watch.ts';
import {createEventLog} from '../../source/adapters/event-log.ts';
import {createHttpEndpoint} from '../../source/adapters/http-endpoint.ts';
import {createLocks} from '../../source/adapters/locks.ts';
import {createLoginGuards} from '../../source/adapters/login-guards.ts';
import {createMemorySecrets} from '../../source/adapters/memory-secrets.ts';
import {createPendingWipes} from '../../source/adapters/pending-wipes.ts';
import {createSessionRecords} from '../../source/adapters/session-records.ts';
import {createSettings} from '../../source/adapters/settings.ts';
import {createStandardInput} from '../../source/adapters/standard-input.ts';
import {createSystemClock} from '../../source/adapters/system-clock.ts';
import {createSystemRandom} from '../../source/adapters/system-random.ts';
import {createSession} from '../../source/domain/session.ts';
import {seconds} from '../../source/domain/time.ts';
import {createSessionEngine} from '../../source/engine/session-engine.ts';
import {profileNamed} from '../support/sessions.ts';

/** Signs in with the password on stdin, uses the session, signs out, and writes what the memory then holds; once before, too. */
const [origin = '', sha256 = '', folder = ''] = process.argv.slice(2);
const clock = createSystemClock();
const secrets = createMemorySecrets();
const appliance = createHttpEndpoint({clock});
const ports = {
	clock,
	clockWatch: createClockWatch(),
	random: createSystemRandom(),
	appliance,
	secretsFor: () => secrets,
	pendingWipes: createPendingWipes({folder}),
	profiles: createSettings({folder, clock}),
	records: createSessionRecords({folder, clock}),
	eventLog: createEventLog({folder, clock}),
	locks: createLocks({folder, clock}),
	loginGuards: createLoginGuards({folder, clock}),
	processId: process.pid,
};
const {readPassword} = createStandardInput({stdin: process.stdin, clock, stop: new AbortController().signal});
const profile = profileNamed('dc1', {origin, storage: 'memory', trust: {mode: 'pinned', sha256}});
const engine = createSessionEngine(createSession(profile, false), ports);
setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

async function snapshot(name: string): Promise<void> {
	// What was waited for is let go of some turns later.
	for (let turn = 0; turn < 5; turn += 1) {
		await new Promise<void>(resolve => void clock.after(seconds(0), resolve));
		collect();
	}
	process.stdout.write(`${engine.getSnapshot().phase.name}\n`);
	writeHeapSnapshot(`${folder}/${name}.heapsnapshot`);
}

async function signIn(): Promise<void> {
	const password = await readPassword();
	if (!password.ok) throw new Error(password.failure);
	engine.dispatch({type: 'sign-in-requested', password: password.value, profile, by: 'key'});
	await engine.settled();
	engine.dispatch({type: 'tickle-requested'});
	await engine.settled();
}

await signIn();
await snapshot('during');
engine.dispatch({type: 'sign-out-requested', forgetPassword: true});
await engine.settled();
await snapshot('after');
await engine.stop();
await appliance.close();
process.exit(0);
