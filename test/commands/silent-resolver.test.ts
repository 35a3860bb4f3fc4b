import {spawn, spawnSync} from 'node:child_process';
import {createSocket} from 'node:dgram';
import {writeFileSync} from 'node:fs';
import {expect, onTestFinished, test} from 'vitest';
import {eventually} from '../support/asking.ts';
import {createPrivateHome} from '../support/private-home.ts';
import {cliPath} from '../support/start-cli.ts';

/** An address of this machine that no resolver of a distribution uses. */
const place = '127.53.53.53';

/** Only root may give a program another file of name servers, and a name server its port. */
const canPretend = process.geteuid?.() === 0 && spawnSync('unshare', ['--mount', 'true']).status === 0;

/** A name server that hears, and says nothing. */
async function startSilence() {
	let queries = 0;
	const server = createSocket('udp4');
	server.on('message', () => {
		queries += 1;
	});
	await new Promise<void>(resolve => server.bind(53, place, resolve));
	onTestFinished(() => void server.close());
	return {queries: () => queries};
}

test.skipIf(!canPretend)('whoever gives up does not wait for a name server that is silent', async () => {
	const silence = await startSilence();
	const home = createPrivateHome();
	onTestFinished(() => home.remove());
	const file = home.file('resolv.conf');
	writeFileSync(file, `nameserver ${place}\n`);
	const login = 'login ovc1.somewhere.example --username ada --password-stdin --storage memory';
	const command = `mount --bind '${file}' /etc/resolv.conf && exec '${process.execPath}' '${cliPath}' ${login}`;
	const program = spawn('unshare', ['--mount', 'sh', '-c', command], {
		env: home.environment,
		stdio: ['pipe', 'ignore', 'ignore'],
	});
	onTestFinished(() => void program.kill('SIGKILL'));
	program.stdin.end('secret\n');
	const ended = new Promise(resolve => program.once('exit', resolve));
	await eventually(() => silence.queries() > 0);
	program.kill('SIGINT');
	expect(await ended).toBe(130);
	// An address of each family was asked for. Five seconds later the system asks again, which nobody is there to wait for any more.
	expect(silence.queries()).toBeLessThanOrEqual(2);
});
