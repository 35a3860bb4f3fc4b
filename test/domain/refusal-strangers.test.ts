import {describe, expect, test} from 'vitest';
import {explain} from '../../source/domain/explain.ts';
import {type Question, readAnswer, refusalOf} from '../../source/domain/refusal-decoder.ts';
import {certificate} from '../support/certificates.ts';

const signIn: Question = {path: '/api/oauth/token', purpose: 'token', expects: 'json'};
const hosts: Question = {path: '/api/hosts', purpose: 'bearer', expects: 'json'};

function toldOf(status: number, headers: Readonly<Record<string, string>>, body: string) {
	return [signIn, hosts].map(question => {
		const outcome = readAnswer({status, headers, body, cutOff: false}, question);
		if (outcome.ok) throw new Error('it was taken for a yes');
		return [outcome.failure.kind, explain(outcome.failure).title];
	});
}

const ilo = 'An iLO answered, not an appliance';
const vcenter = 'A vCenter Server answered, not an appliance';
const controller = "A server's management controller answered, not an appliance";

describe('a neighbour of the appliance is named, whatever it was asked for', () => {
	test.each<[string, number, Readonly<Record<string, string>>, string, string]>([
		['an iLO that says nothing but its name', 404, {server: 'HPE-iLO-Server/1.30'}, '', ilo],
		['an older iLO', 401, {server: 'HP-iLO-Server/1.30'}, '<html><title>Unauthorized</title></html>', ilo],
		[
			'an iLO by its Redfish',
			404,
			{},
			'{"error":{"code":"iLO.0.10.ExtendedInfo","message":"See @Message.ExtendedInfo for more information.","@Message.ExtendedInfo":[{"MessageId":"Base.1.4.UnrecognizedRequestBody"}]}}',
			ilo,
		],
		['an iLO by its page', 200, {}, '<!DOCTYPE html><html><head><title>iLO 5</title>', ilo],
		[
			'another controller by its Redfish',
			401,
			{},
			'{"error":{"@Message.ExtendedInfo":[{"MessageId":"IDRAC.2.8.SYS415","Message":"Unable to log in"}]}}',
			controller,
		],
		[
			'a vCenter that has no such path',
			404,
			{},
			'{"error_type":"NOT_FOUND","messages":[{"args":[],"default_message":"Not found.","id":"com.vmware.vapi.rest.httpNotFound"}]}',
			vcenter,
		],
		['a vCenter by its page', 200, {}, '<html><head><title>vSphere Client</title></head>', vcenter],
		[
			'an ESXi host by its page',
			200,
			{},
			'<!DOCTYPE html><html><head><script>document.write("<title>" + ID_EESX_Welcome + "</title>")</script>',
			'An ESXi host answered, not an appliance',
		],
	])('%s', (_name, status, headers, body, title) => {
		expect(toldOf(status, headers, body)).toEqual([
			['not-simplivity', title],
			['not-simplivity', title],
		]);
	});

	test('an appliance that passes on what vCenter or a host told it is no stranger', () => {
		for (const message of ['com.vmware.vapi.std.errors.unauthenticated', 'the ESXi host did not answer', 'iLO.2.14'])
			for (const [, title] of toldOf(500, {server: 'Jetty'}, JSON.stringify({status: 500, message})))
				expect(title).not.toContain('not an appliance');
	});

	test.each([
		['iLO', {subject: 'CN=ILOMXQ1234567, O=Hewlett Packard Enterprise, OU=ISS'}, 'an iLO'],
		['iLO from the factory', {issuer: 'CN=Default Issuer (Do not trust), O=HPE'}, 'an iLO'],
		['ESXi host', {subject: 'O=VMware, OU=VMware Engineering, CN=esx1'}, 'an ESXi host or a vCenter Server'],
		['iDRAC', {subject: 'CN=idrac-ABC123, O=Dell Inc.'}, "a server's management controller"],
	])('the certificate of an %s is known by its names, before anybody accepts it', (_name, names, what) => {
		const shown = {...certificate, ...names};
		const {cause} = explain(refusalOf('untrusted-certificate', {code: 'X', certificate: shown}));
		expect(cause).toContain(
			` By its names it is the certificate of ${what}, not of an appliance: is the address right?`,
		);
		expect(explain(refusalOf('untrusted-certificate', {code: 'X', certificate})).cause).not.toContain('By its names');
	});
});
