import {afterAll, beforeAll, expect, onTestFinished, test} from 'vitest';
import {buildProgram} from '../support/built-program.ts';
import {answering} from '../support/hostile-asking.ts';
import {sharedCertificate, startHostileServer} from '../support/hostile-server.ts';

type Program = Awaited<ReturnType<typeof buildProgram>>;
let program: Program;
beforeAll(async () => {
	program = await buildProgram(new URL('./version-asker.ts', import.meta.url));
});
afterAll(() => program.remove());

test('bundled it works as well, and once it is closed nothing keeps the process alive', async () => {
	const quick = await startHostileServer(answering('200 OK', {}, '{"REST_API_Version":"1.25"}'));
	const silent = await startHostileServer();
	onTestFinished(() => quick.stop());
	onTestFinished(() => silent.stop());
	const {sha256} = await sharedCertificate();
	expect(await program.run([quick.origin, silent.origin, sha256])).toEqual({
		code: 0,
		signal: undefined,
		stdout: 'REST 1.25\nSVT_CANCELLED\n',
		stderr: '',
	});
	await quick.closed();
	await silent.closed();
});
