import type {Certificate} from '../../source/domain/certificate.ts';
import {instant} from '../../source/domain/time.ts';

/** A self-signed certificate as appliances come with. */
export const certificate: Certificate = {
	subject: 'CN=omnicube-ip1-23',
	issuer: 'CN=omnicube-ip1-23',
	selfSigned: true,
	names: ['omnicube-ip1-23'],
	validFrom: instant(Date.UTC(2020, 0, 1)),
	validTo: instant(Date.UTC(2040, 0, 1)),
	sha256: 'a3'.repeat(32),
	publicKeySha256: 'b4'.repeat(32),
};
