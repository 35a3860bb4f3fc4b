import {describe, expect, test} from 'vitest';
import {minutes} from '../../source/domain/time.ts';
import {newShape, oldShape, type Switches} from '../../source/simulator/switches.ts';
import {ask, clientLogin, login, loginToken, type RawAnswer, use} from './raw-client.ts';
import {startSimulator} from './started.ts';

const statusAndBody = ({status, body}: RawAnswer) => [status, body];

// Each body written out whole, as it was published or as Spring Security OAuth writes it.
describe('the token endpoint refuses', () => {
	test('a missing client login as centreon/centreon-plugins issue 3405 shows it', async () => {
		const {address, clock} = await startSimulator();
		clock.move(Date.parse('2022-01-17T11:32:52Z') - clock.now());
		const form = 'grant_type=password&username=administrator&password=secret';
		for (const Authorization of [undefined, 'Basic c2ltcGxpdml0eTp4', 'Basic c2ltcGxpdml0eQ==', 'Basic', 'Bearer x']) {
			const headers = {
				'Content-Type': 'application/x-www-form-urlencoded',
				...(Authorization === undefined ? {} : {Authorization}),
			};
			const answer = await ask(address, '/api/oauth/token', {method: 'POST', headers, body: form});
			expect(statusAndBody(answer)).toEqual([
				401,
				'{"exception":"BadCredentialsException","path":"/api/oauth/token","message":"Bad Credentials","timestamp":"2022-01-17T11:32:52Z","status":"401"}',
			]);
		}
	});

	test.each<[string, Partial<Switches>, Parameters<typeof login>[1], number, string]>([
		['a wrong password', {}, {password: 'x'}, 400, '{"error":"invalid_grant","error_description":"Bad credentials"}'],
		[
			'a wrong password, with the other status',
			{shape: {...newShape, badPassword: 401}},
			{password: 'x'},
			401,
			'{"error":"invalid_grant","error_description":"Bad credentials"}',
		],
		[
			'an unknown user',
			{},
			{username: 'nobody'},
			400,
			'{"error":"invalid_grant","error_description":"Bad credentials"}',
		],
		[
			'a wrong svtcli password as on the emergency grant page',
			{},
			{grant: 'emergency', username: 'svtcli', password: 'x'},
			400,
			'{"error":"invalid_grant","error_description":"Invalid credentials"}',
		],
		[
			'an emergency for another user',
			{},
			{grant: 'emergency'},
			400,
			'{"error":"invalid_grant","error_description":"Invalid credentials"}',
		],
		[
			'svtcli without an emergency',
			{},
			{username: 'svtcli', password: 'local'},
			400,
			'{"error":"invalid_grant","error_description":"Bad credentials"}',
		],
		[
			'a refresh',
			{},
			{grant: 'refresh_token'},
			400,
			'{"error":"unsupported_grant_type","error_description":"Unsupported grant type: refresh_token"}',
		],
		[
			'an emergency before REST 1.5',
			{emergencyGrant: false},
			{grant: 'emergency', username: 'svtcli', password: 'local'},
			400,
			'{"error":"unsupported_grant_type","error_description":"Unsupported grant type: emergency"}',
		],
		['no grant', {}, {grant: ' '}, 400, '{"error":"invalid_request","error_description":"Missing grant type"}'],
		[
			'everybody while the HMS is down',
			{hms: 'down'},
			{},
			500,
			'{"error":"server_error","error_description":"Could not connect to HMS"}',
		],
	])('%s', async (_name, switches, credentials, status, body) => {
		const {address} = await startSimulator({switches});
		const answer = await login(address, credentials);
		expect(statusAndBody(answer)).toEqual([status, body]);
		expect(answer.headers['cache-control']).toBe('no-store');
	});

	test('a GET, once the client is known', async () => {
		const {address} = await startSimulator();
		const answer = await ask(address, '/api/oauth/token', {headers: {Authorization: clientLogin}});
		expect(statusAndBody(answer)).toEqual([
			405,
			`{"error":"method_not_allowed","error_description":"Request method 'GET' not supported"}`,
		]);
		expect(answer.headers.allow).toBe('POST');
	});

	test('a locked account, in its words or without saying so, until somebody unlocks it', async () => {
		const {address, simulator} = await startSimulator({switches: {lockAfter: 3}});
		for (let count = 0; count < 3; count++) {
			expect((await login(address, {password: 'x'})).body).toContain('Bad credentials');
		}
		expect(statusAndBody(await login(address))).toEqual([
			400,
			'{"error":"invalid_grant","error_description":"User account is locked"}',
		]);
		simulator.change({lockedAnswer: 'bad-credentials'});
		expect((await login(address)).body).toBe('{"error":"invalid_grant","error_description":"Bad credentials"}');
		simulator.unlock('administrator');
		expect((await login(address)).status).toBe(200);
		for (const password of ['x', 'x', 'secret', 'x', 'x', 'secret']) await login(address, {password});
		expect((await login(address)).status).toBe(200);
		simulator.setPassword('administrator', 'changed');
		expect((await login(address)).status).toBe(400);
		expect((await login(address, {password: 'changed'})).status).toBe(200);
	});

	test('but the emergency grant works while the HMS is down', async () => {
		const {address} = await startSimulator({switches: {hms: 'down'}});
		expect((await login(address, {grant: 'emergency', username: 'svtcli', password: 'local'})).status).toBe(200);
	});
});

describe('a token is refused', () => {
	const token = '4a1da31f-5405-4a93-af5c-799403ea70d6';
	const idle = `Access token expired due to inactivity: ${token}`;

	test.each([
		['as on the page of 2016', oldShape, `{"error":"invalid_token","message":"${idle}"}`],
		['as seen live in 2025', newShape, `{"error":"invalid_token","error_description":"${idle}"}`],
		[
			'with both keys',
			{...newShape, textKey: 'both'},
			`{"error":"invalid_token","message":"${idle}","error_description":"${idle}"}`,
		],
	] as const)('%s', async (_name, shape, body) => {
		const {address, clock} = await startSimulator({switches: {shape}, newId: () => token});
		await login(address);
		clock.move(minutes(10) + 1);
		const answer = await use(address, token);
		expect(statusAndBody(answer)).toEqual([401, body]);
		expect(answer.headers).toMatchObject({'cache-control': 'no-store', pragma: 'no-cache'});
		expect(answer.headers['www-authenticate']).toBeUndefined();
	});

	test('with a challenge, whose text is safe in a header', async () => {
		const {address, clock} = await startSimulator({
			switches: {shape: {...newShape, challenges: true}},
			newId: () => token,
		});
		await login(address);
		clock.move(minutes(10) + 1);
		expect((await use(address, token)).headers['www-authenticate']).toBe(
			`Bearer realm="oauth2-resource", error="invalid_token", error_description="${idle}"`,
		);
		expect((await ask(address, '/api/hosts?access_token=%22%0d%0aX%3a+%C3%A4')).headers['www-authenticate']).toBe(
			'Bearer realm="oauth2-resource", error="invalid_token", error_description="Invalid access token: ???X: ?"',
		);
	});

	test('as XML, or under the version that was asked for, as Spring would', async () => {
		const {address} = await startSimulator();
		const xml = await use(address, '<x>', '/api/hosts', {headers: {Accept: 'application/xml'}});
		expect([xml.headers['content-type'], xml.body]).toEqual([
			'application/xml;charset=UTF-8',
			'<oauth><error_description>Invalid access token: &#60;x&#62;</error_description><error>invalid_token</error></oauth>',
		]);
		const Accept = 'application/vnd.simplivity.v1.9+json';
		const versioned = await use(address, 'x', '/api/hosts', {headers: {Accept}});
		expect([versioned.headers['content-type'], versioned.body]).toEqual([
			'application/vnd.simplivity.v1.9+json;charset=UTF-8',
			'{"error":"invalid_token","error_description":"Invalid access token: x"}',
		]);
	});
});

describe('a missing token is refused', () => {
	test.each([
		[
			'by Spring Security OAuth',
			newShape,
			'{"error":"unauthorized","error_description":"Full authentication is required to access this resource"}',
		],
		[
			"by Spring Boot, as on HPE's page",
			oldShape,
			'{"timestamp":1457970690535,"status":401,"error":"Unauthorized","exception":"com.simplivity.restapi.exceptions.SvtExceptions$UnauthorizedException","message":"Unauthorized","path":"/api/backups"}',
		],
		['without a word', {...newShape, missingToken: 'empty'}, ''],
	] as const)('%s', async (_name, shape, body) => {
		const {address, clock} = await startSimulator({switches: {shape}});
		clock.move(1_457_970_690_535 - clock.now());
		expect(statusAndBody(await ask(address, '/api/backups'))).toEqual([401, body]);
	});
});

describe('a request is refused', () => {
	test.each<[string, string, {method?: string; headers?: Record<string, string>}, number, string]>([
		[
			'of an unknown object as on the errors page',
			'/api/backups/badid',
			{},
			404,
			'{"exception":"com.simplivity.restapi.exceptions.ObjectNotFoundException","path":"/api/backups/badid","message":"Object type: backup id: badid could not be found","timestamp":1460140207690,"status":"404"}',
		],
		[
			'by a method that is not there',
			'/api/hosts',
			{method: 'DELETE'},
			405,
			`{"exception":"org.springframework.web.HttpRequestMethodNotSupportedException","path":"/api/hosts","message":"Request method 'DELETE' not supported","timestamp":1460140207690,"status":"405"}`,
		],
		[
			'in a version that is not there yet',
			'/api/hosts',
			{headers: {Accept: 'application/vnd.simplivity.v1.26+json'}},
			406,
			'{"exception":"org.springframework.web.HttpMediaTypeNotAcceptableException","path":"/api/hosts","message":"Could not find acceptable representation","timestamp":1460140207690,"status":"406"}',
		],
		[
			'with a body of another type',
			'/api/hosts',
			{headers: {'Content-Type': 'application/xml'}},
			415,
			`{"exception":"org.springframework.web.HttpMediaTypeNotSupportedException","path":"/api/hosts","message":"Content type 'application/xml' not supported","timestamp":1460140207690,"status":"415"}`,
		],
		[
			'for too many at once',
			'/api/backups?limit=5001',
			{},
			400,
			'{"exception":"com.simplivity.restapi.exceptions.InvalidSortCriteriaException","path":"/api/backups","message":"Invalid limit","timestamp":1460140207690,"status":"400"}',
		],
		[
			'for a limit that is no number',
			'/api/hosts?limit=many',
			{},
			400,
			'{"exception":"com.simplivity.restapi.exceptions.TypeMismatchException","path":"/api/hosts","message":"Parameter limit must be an integer","timestamp":1460140207690,"status":"400"}',
		],
	])('%s', async (_name, path, request, status, body) => {
		const {address, clock} = await startSimulator({switches: {shape: oldShape}});
		clock.move(1_460_140_207_690 - clock.now());
		expect(statusAndBody(await use(address, await loginToken(address), path, request))).toEqual([status, body]);
	});

	test('with numbers where other clients expect strings, when switched so', async () => {
		const {address} = await startSimulator({switches: {shape: {...newShape, statuses: 'number'}}});
		const answer = await use(address, await loginToken(address), '/api/hosts/x');
		expect(answer.body).toBe(
			'{"exception":"ObjectNotFoundException","path":"/api/hosts/x","message":"Object type: host id: x could not be found","timestamp":"2016-04-29T18:36:48Z","status":404}',
		);
	});

	test('of an unknown path by Jetty', async () => {
		const {address} = await startSimulator();
		const answer = await use(address, await loginToken(address), '/api/nothing');
		expect(answer.headers['content-type']).toBe('text/html;charset=iso-8859-1');
		expect(statusAndBody(answer)).toEqual([
			404,
			'<html>\n<head>\n<meta http-equiv="Content-Type" content="text/html;charset=utf-8"/>\n<title>Error 404 Not Found</title>\n</head>\n<body><h2>HTTP ERROR 404</h2>\n<p>Problem accessing /api/nothing. Reason:\n<pre>    Not Found</pre></p><hr><a href="http://eclipse.org/jetty">Powered by Jetty:// 9.3.z-SNAPSHOT</a><hr/>\n</body>\n</html>\n',
		]);
		expect((await ask(address, '/<script>')).body).toContain('/&#60;script&#62;');
	});
});

describe('an emergency token', () => {
	test.each([
		['/api/hosts', 200],
		['/api/hosts?fields=id&limit=1', 200],
		['/api/omnistack_clusters', 200],
		['/api/backups', 200],
		['/api/datastores', 200],
		['/api/virtual_machines', 200],
		['/api/policies', 403],
		['/api/cluster_groups', 403],
		['/api/hosts?sort=name', 400],
		['/api/hosts?name=esx1.example.com', 400],
		['/api/hosts?show_optional_fields=true', 400],
	])('gets %s: %i', async (path, status) => {
		const {address} = await startSimulator();
		const token = await loginToken(address, {grant: 'emergency', username: 'svtcli', password: 'local'});
		const answer = await use(address, token, path);
		expect(answer.status).toBe(status);
		if (status === 403) {
			expect(answer.body).toBe('{"error":"access_denied","error_description":"Access is denied"}');
		}
	});
});

test('an emergency token may not write', async () => {
	const {address} = await startSimulator();
	const token = await loginToken(address, {grant: 'emergency', username: 'svtcli', password: 'local'});
	expect((await use(address, token, '/api/hosts', {method: 'POST'})).status).toBe(403);
});

describe('revoke', () => {
	test('is a GET with the bearer, answered 200 without a body; the token is then unknown', async () => {
		const {address} = await startSimulator();
		const token = await loginToken(address);
		expect(statusAndBody(await use(address, token, '/api/oauth/revoke'))).toEqual([200, '']);
		expect((await use(address, token)).body).toContain('Invalid access token');
		expect(await loginToken(address)).not.toBe(token);
	});

	test('in the manner of RFC 7009 answers 401, as was seen live', async () => {
		const {address} = await startSimulator();
		const token = await loginToken(address);
		const headers = {Authorization: clientLogin, 'Content-Type': 'application/x-www-form-urlencoded'};
		const answer = await ask(address, '/api/oauth/revoke', {method: 'POST', headers, body: `token=${token}`});
		expect(answer.status).toBe(401);
		expect((await use(address, token)).status).toBe(200);
	});

	test('can be refused or missing, and the token lives on', async () => {
		const {address, simulator} = await startSimulator({switches: {revoke: 'refused'}});
		const token = await loginToken(address);
		expect((await use(address, token, '/api/oauth/revoke')).status).toBe(401);
		simulator.change({revoke: 'missing'});
		expect((await use(address, token, '/api/oauth/revoke')).status).toBe(404);
		expect((await use(address, token)).status).toBe(200);
	});
});

test('a version that looks at bearers refuses a wrong one and counts a right one as activity', async () => {
	const {address, clock, simulator} = await startSimulator();
	expect((await use(address, 'wrong', '/api/version')).status).toBe(200);
	simulator.change({versionChecksBearer: true});
	const token = await loginToken(address);
	clock.move(minutes(9));
	expect((await use(address, 'wrong', '/api/version')).status).toBe(401);
	expect((await use(address, token, '/api/version')).status).toBe(200);
	clock.move(minutes(9));
	expect((await use(address, token)).status).toBe(200);
});
