import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import tls from 'node:tls';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {readCaFile, systemRoots} from '../../source/adapters/trusted-roots.ts';
import {createCertificate} from '../../source/simulator/certificate.ts';
import {makePipe} from '../support/pipe.ts';

let folder = '';
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'svt-tui-roots-'));
});
afterEach(() => rmSync(folder, {recursive: true}));

function file(content: string | Buffer): string {
	const path = join(folder, 'roots.pem');
	writeFileSync(path, content);
	return path;
}

const unusable = (why: string) => ({
	ok: false,
	failure: {code: `SVT_CA_FILE_${why}`, message: 'no use', phase: 'handshake'},
});

describe('a CA file', () => {
	test('gives all its certificates, whatever stands between them', async () => {
		const [one, two] = [await createCertificate(), await createCertificate()];
		const path = file(`# ours\r\n${one.pem}\nsubject=CN=two\n${two.pem.replaceAll('\n', '\r\n')}`);
		expect(await readCaFile(path)).toEqual({ok: true, value: [one.pem, two.pem]});
	});

	test('that is not there is told from one that can’t be used', async () => {
		expect(await readCaFile(join(folder, 'none.pem'))).toEqual(unusable('MISSING'));
		expect(await readCaFile(folder)).toEqual(unusable('NOT_A_FILE'));
		expect(await readCaFile(file(''))).toEqual(unusable('EMPTY'));
		expect(await readCaFile(file('hello'))).toEqual(unusable('NO_CERTIFICATE'));
		expect(await readCaFile(file(Buffer.alloc(1024 * 1024 + 1)))).toEqual(unusable('HUGE'));
		expect(await readCaFile(`${folder}/a\u0000b`)).toEqual(unusable('UNREADABLE'));
	});

	test.skipIf(process.platform === 'win32')('that is a pipe does not hang', async () => {
		const path = join(folder, 'pipe');
		makePipe(path);
		expect(await readCaFile(path)).toEqual(unusable('NOT_A_FILE'));
	});
});

describe('the system’s roots', () => {
	test('leave out what is no certificate, and keep what stands behind it', async () => {
		const before = process.env.SSL_CERT_FILE;
		const {pem} = await createCertificate();
		const broken = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
		process.env.SSL_CERT_FILE = file(`${broken}${pem}`);
		try {
			const roots = await systemRoots();
			expect(roots).toContain(pem.trimEnd());
			expect(roots.filter(root => root.includes('\nMIIB\n'))).toEqual([]);
		} finally {
			if (before === undefined) delete process.env.SSL_CERT_FILE;
			else process.env.SSL_CERT_FILE = before;
		}
	});

	test.each(['SSL_CERT_FILE', 'NODE_EXTRA_CA_CERTS'])('hold Node’s, and what %s names, each once', async name => {
		const before = process.env[name];
		const {pem} = await createCertificate();
		process.env[name] = file(`${pem}${pem}`);
		try {
			const roots = await systemRoots();
			const bare = roots.map(root => root.replace(/\s/g, ''));
			expect(new Set(bare).size).toBe(bare.length);
			expect(bare).toContain(pem.replace(/\s/g, ''));
			expect(bare).toEqual(expect.arrayContaining(tls.rootCertificates.map(root => root.replace(/\s/g, ''))));
		} finally {
			if (before === undefined) delete process.env[name];
			else process.env[name] = before;
		}
	});
});
