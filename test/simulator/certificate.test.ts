import {X509Certificate} from 'node:crypto';
import {connect} from 'node:tls';
import {describe, expect, test} from 'vitest';
import {instant} from '../../source/domain/time.ts';
import {createCertificate} from '../../source/simulator/certificate.ts';
import {createSimulator} from '../../source/simulator/server.ts';
import {startSimulator} from './started.ts';

describe('a certificate', () => {
	test('is self-signed, named like a controller and good for loopback', async () => {
		const certificate = await createCertificate();
		const x509 = new X509Certificate(certificate.pem);
		expect(x509.subject).toBe('CN=omnicube-ip1-23');
		expect(x509.issuer).toBe('CN=omnicube-ip1-23');
		expect(x509.verify(x509.publicKey)).toBe(true);
		expect(x509.subjectAltName).toBe(
			'DNS:omnicube-ip1-23, DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1',
		);
		expect([x509.validFrom, x509.validTo]).toEqual(['Jan  1 00:00:00 2016 GMT', 'Dec 31 00:00:00 2049 GMT']);
		expect(x509.fingerprint256.replaceAll(':', '').toLowerCase()).toBe(certificate.sha256);
		expect(certificate.publicKeySha256).toMatch(/^[0-9a-f]{64}$/);
	});

	test('has the name, the names and the time it was told', async () => {
		const certificate = await createCertificate({
			commonName: 'omnicubexx.us-east.myco.local',
			names: ['ovc1.example.com', 'fd00::1:2', '::ffff:10.1.1.16'],
			validFrom: instant(Date.UTC(2020, 1, 2)),
			validTo: instant(Date.UTC(2020, 1, 3)),
		});
		const x509 = new X509Certificate(certificate.pem);
		expect(x509.subject).toBe('CN=omnicubexx.us-east.myco.local');
		expect(x509.subjectAltName).toBe(
			'DNS:ovc1.example.com, IP Address:FD00:0:0:0:0:0:1:2, IP Address:0:0:0:0:0:FFFF:A01:110',
		);
		expect([x509.validFrom, x509.validTo]).toEqual(['Feb  2 00:00:00 2020 GMT', 'Feb  3 00:00:00 2020 GMT']);
		expect(new X509Certificate((await createCertificate({names: []})).pem).subjectAltName).toBeUndefined();
	});

	test('may be renewed with its key', async () => {
		const first = await createCertificate();
		const second = await createCertificate({keyPem: first.keyPem});
		expect(second.sha256).not.toBe(first.sha256);
		const serials = [first, second].map(({pem}) => new X509Certificate(pem).serialNumber);
		expect(new Set(serials).size).toBe(2);
		for (const serial of serials) expect(serial).toMatch(/^01[0-9A-F]{30}$/);
		expect([second.publicKeySha256, second.keyPem]).toEqual([first.publicKeySha256, first.keyPem]);
	});
});

test('the server makes its own when it has none', async () => {
	const simulator = createSimulator({clock: {now: () => instant(0), after: () => () => {}}, users: {}});
	const started = await simulator.start();
	expect(started.ok && new X509Certificate(started.value.certificate?.pem ?? '').subject).toBe('CN=omnicube-ip1-23');
	await simulator.stop();
});

test.each(['TLSv1.2', 'TLSv1.3'] as const)('speaks %s and shows the certificate it says it has', async version => {
	const {address} = await startSimulator();
	const socket = connect({
		port: address.port,
		host: '127.0.0.1',
		ca: address.certificate?.pem,
		minVersion: version,
		maxVersion: version,
	});
	await new Promise((resolve, reject) => {
		socket.on('secureConnect', resolve);
		socket.on('error', reject);
	});
	expect(socket.getProtocol()).toBe(version);
	expect(socket.getPeerCertificate().fingerprint256.replaceAll(':', '').toLowerCase()).toBe(
		address.certificate?.sha256,
	);
	socket.destroy();
});

test('refuses TLS 1.1', async () => {
	const {address} = await startSimulator();
	const code = await new Promise(resolve => {
		connect({
			port: address.port,
			host: '127.0.0.1',
			rejectUnauthorized: false,
			minVersion: 'TLSv1.1',
			maxVersion: 'TLSv1.1',
			ciphers: 'DEFAULT@SECLEVEL=0',
		}).on('error', (error: NodeJS.ErrnoException) => resolve(error.code));
	});
	expect(code).toMatch(/^(EPROTO|ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION)$/);
});
