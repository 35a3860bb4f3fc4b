import {describe, expect, onTestFinished, test} from 'vitest';
import {createCertificate} from '../../source/simulator/certificate.ts';
import {answering} from '../support/hostile-asking.ts';
import {startHostileServer} from '../support/hostile-server.ts';
import {runCli} from '../support/run-cli.ts';
import {runSimulator, simulatedPassword} from '../support/running-simulator.ts';
import {skipsSecretService, startSecretService} from '../support/secret-service.ts';

/** A profile with token and password in the keychain, and in the place of its appliance somebody who would take both. */
async function impersonated() {
	const {simulator, origin, loginArgs} = await runSimulator();
	const service = await startSecretService();
	onTestFinished(() => service.close());
	const surroundings = {home: service.home, env: {...service.environment, NODE_TLS_REJECT_UNAUTHORIZED: '0'}};
	const svt = (args: readonly string[], input = '') => runCli(args, {...surroundings, input});
	// Soon to be tickled.
	const signedIn = await svt([...loginArgs, '--profile', 'dc1', '--idle-limit', '12s'], simulatedPassword);
	expect(signedIn).toMatchObject({code: 0});
	await simulator.stop();
	const certificate = await createCertificate();
	const yes = answering('200 OK', {}, '{"access_token":"stolen","expires_in":86399}');
	const stranger = await startHostileServer({...yes, certificate, port: Number(new URL(origin).port)});
	onTestFinished(() => stranger.stop());
	return {svt, stranger};
}

describe.skipIf(skipsSecretService())(
	'under NODE_TLS_REJECT_UNAUTHORIZED=0, a stranger in the place of the appliance',
	() => {
		test('gets no byte, whatever is asked for, and each command says how to go on', async () => {
			const {svt, stranger} = await impersonated();
			const paths: ReadonlyArray<readonly [readonly string[], string]> = [
				[['keep-alive', 'dc1'], ''],
				[['api', '/api/hosts'], ''],
				[['api', 'POST', '/api/hosts', '--data', '{"a":1}'], ''],
				[['api', '/api/version'], ''],
				[['keep-alive', 'dc1', '--renew', 'auto', '--json'], ''],
				[['login', 'dc1', '--password-stdin'], simulatedPassword],
				[['login', 'dc1', '--username', 'other', '--password-stdin', '--profile', 'two'], simulatedPassword],
				[['trust', 'show', 'dc1'], ''],
				[['trust', 'accept', 'dc1'], 'y\n'],
				[['logout', 'dc1'], ''],
				// Only where no token lives any more is the stored password asked for.
				[['login', 'dc1', '--no-input'], ''],
			];
			for (const [args, input] of paths) {
				const before = stranger.connections();
				const run = await svt(args, input);
				const what = args.join(' ');
				expect({what, code: run.code}).toEqual({what, code: 60});
				expect(run.stderr, what).toMatch(/shows another certificate than before\b/);
				expect(run.stderr, what).toMatch(/svt-tui trust accept (dc1|https:)/);
				expect(run.stderr, what).not.toMatch(/warning|NODE_TLS|\n +at /i);
				expect(stranger.connections(), what).toBeGreaterThan(before);
				expect(stranger.received(), what).toBe('');
			}
		});

		test('gets no more where the roots of the system are to decide', async () => {
			const {svt, stranger} = await impersonated();
			expect(await svt(['trust', 'forget', 'dc1'])).toMatchObject({code: 0});
			const paths: ReadonlyArray<readonly [readonly string[], string]> = [
				[['keep-alive', 'dc1'], ''],
				[['api', '/api/hosts'], ''],
				[['login', 'dc1', '--password-stdin'], simulatedPassword],
				[['trust', 'show', 'dc1'], ''],
				[['logout', 'dc1'], ''],
				[['login', 'dc1', '--no-input'], ''],
			];
			for (const [args, input] of paths) {
				const what = args.join(' ');
				const {code, stderr} = await svt(args, input);
				expect({what, code}).toEqual({what, code: 60});
				expect(stderr, what).toContain('the certificate is self-signed');
				expect(stderr, what).not.toMatch(/warning|NODE_TLS|\n +at /i);
				expect(stranger.received(), what).toBe('');
			}
		});
	},
);
