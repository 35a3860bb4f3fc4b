import {describe, expect, test} from 'vitest';
import {run} from '../../source/commands/explain.ts';
import {createMemoryProfiles, createMemoryRecords} from '../support/memory-ports.ts';
import {tryCommand} from '../support/try-command.ts';

const ports = {profiles: createMemoryProfiles(), records: createMemoryRecords()};

const token = 'c0ffee00-1234-4abc-9def-0123456789ab';
const opaque = 'mF_9.B5f-4.1JqM-canary-7kQ';
const cookie = 'C00k1eCanary99';
const password = 'Canary-P4ssw0rd!';
/** What JSON, forms and shells have to write otherwise. */
const tricky = 'c@n"ary +p&ss%w\\rd=';

const basicOf = (user: string, secret: string) => Buffer.from(`${user}:${secret}`).toString('base64');
const formOf = (secret: string) => new URLSearchParams({_: secret}).toString().slice(2);

/** Whatever a secret may look like by the time that it is shown. */
const canaries = [
	token,
	token.toUpperCase(),
	token.replaceAll('-', ''),
	token.slice(0, 18),
	opaque,
	cookie,
	...[password, tricky].flatMap(secret => [
		secret,
		formOf(secret),
		encodeURIComponent(secret),
		JSON.stringify(secret).slice(1, -1),
		basicOf('admin', secret),
	]),
];

async function saidTo(input: string): Promise<string> {
	const text = await tryCommand(run, {input, ports});
	const json = await tryCommand(run, {input, options: {json: true}, ports});
	const status = await tryCommand(run, {input, options: {status: '500'}, ports});
	return [text, json, status].map(({stdout, stderr}) => stdout + stderr).join('\n');
}

const head = 'HTTP/1.1 401 \nContent-Type: application/json\n\n';
const answer = '{"error":"unauthorized","message":"no"}';

/** Places where people have secrets in what they paste; `says` is what the server says, which may repeat them. */
const places: Readonly<Record<string, (says: string) => string>> = {
	'the headers of curl -v': says =>
		`> GET /api/hosts?access_token=${token} HTTP/1.1\n> Authorization: Bearer ${opaque}\n> Cookie: JSESSIONID=${cookie}; a=b\n>\n< HTTP/1.1 500 \n< Set-Cookie: SESSION=${cookie}; Path=/; HttpOnly\n<\n${says}\n`,
	'the login of curl -v': says =>
		`> POST /api/oauth/token?username=admin&password=${formOf(tricky)} HTTP/1.1\n> Authorization: Basic ${basicOf('admin', password)}\n>\n* Server auth using Basic with user 'admin'\n< HTTP/1.1 400 \n<\n${says}\n`,
	'the frames of HTTP/2': says =>
		`* [HTTP/2] [1] [authorization: Bearer ${token}]\n> GET /api/hosts HTTP/2\n> authorization: Bearer ${token}\n>\n< HTTP/2 500\n<\n${says}\n`,
	'the options of curl': says =>
		`$ curl -i -u admin:${password} --oauth2-bearer ${opaque} -b 'JSESSIONID=${cookie}' -H 'Cookie: JSESSIONID=${cookie}' https://admin:${password}@10.1.1.16/api/hosts\n${head}${says}`,
	'the options of curl in quotes': says =>
		`$ curl -i -u 'admin:${password}' --user "admin:${password}" --data 'grant_type=password&username=admin&password=${formOf(tricky)}' https://10.1.1.16/api/oauth/token\n${head}${says}`,
	'the data of curl': says =>
		`$ curl -i -d grant_type=password -d username=admin -d password=${password} --data-urlencode "password=${password}" https://10.1.1.16/api/oauth/token\n${head}${says}`,
	'an address': says => `$ http https://admin:${password}@10.1.1.16/api/hosts?token=${token}\n${head}${says}`,
	'a .netrc': says => `machine 10.1.1.16 login admin password ${password}\n\n${head}${says}`,
	'the headers of PowerShell': says =>
		`PS> $headers = @{Authorization="Bearer ${opaque}"; Accept='application/json'}\nInvoke-RestMethod : ${says}\nAt line:1 char:1\n+ Invoke-RestMethod -Uri https://10.1.1.16/api/hosts?access_token=${token} -Headers @{'Authorization'='Bearer ${token}'}\n    + CategoryInfo          : InvalidOperation\n`,
	'the credential of PowerShell': says =>
		`PS> $password = ConvertTo-SecureString '${password}' -AsPlainText -Force\nPS> $c = New-Object System.Management.Automation.PSCredential('admin', '${password}')\nPS> [Net.NetworkCredential]::new("admin", "${password}")\nInvoke-RestMethod : ${says}\nAt line:1 char:1\n+ Connect-Svt -Password "${password}"\n    + CategoryInfo          : InvalidOperation\n`,
	'the body of PowerShell': says =>
		`PS> $body = @{username='admin'; password='${password}'; grant_type='password'}\nInvoke-RestMethod: \n${says}\n`,
	'a list of PowerShell': says =>
		`Headers      : {[Authorization, Bearer ${token}]}\nError        : x\nException    : System.Net.WebException: The remote server returned an error: (500) ${token}\nErrorDetails : ${says}\n`,
	'a dictionary of Python': says =>
		`{'grant_type': 'password', 'username': 'admin', 'password': '${password}', 'Authorization': 'Bearer ${token}'}\n${says}\nTraceback (most recent call last):\n  File "x.py", line 3, in <module>\n    r = requests.post(url, auth=('admin', '${password}'), auth=HTTPBasicAuth('admin', '${password}'))\nrequests.exceptions.HTTPError: 500 Server Error:  for url: https://admin:${password}@10.1.1.16/api/hosts?access_token=${token}\n`,
	'an error of urllib3': () =>
		`requests.exceptions.ConnectionError: HTTPSConnectionPool(host='10.1.1.16', port=443): Max retries exceeded with url: /api/hosts?access_token=${token}&password=${formOf(tricky)} (Caused by NewConnectionError('Connection refused'))\n`,
	'an error of Go': () =>
		`Get "https://admin:${password}@10.1.1.16/api/hosts?access_token=${opaque}": dial tcp 10.1.1.16:443: connect: connection refused\n`,
	'an error of axios': says =>
		`AxiosError: Request failed with status code 500\n    at settle (/opt/axios.cjs:1967:12) {\n  config: {\n    headers: { Authorization: 'Bearer ${token}', Cookie: 'JSESSIONID=${cookie}' },\n    auth: { username: 'admin', password: '${password}' },\n    data: 'grant_type=password&password=${formOf(tricky)}',\n    url: 'https://10.1.1.16/api/hosts?access_token=${token}'\n  },\n  data: ${says}\n}\n`,
	'a task of Ansible': says =>
		`fatal: [localhost]: FAILED! => ${JSON.stringify({
			invocation: {
				module_args: {
					url_password: password,
					headers: {Authorization: `Bearer ${token}`},
					body: `grant_type=password&password=${formOf(tricky)}`,
				},
			},
			content: says,
			status: 500,
			url: `https://10.1.1.16/api/hosts?access_token=${token}`,
		})}\n`,
	'a HAR': says =>
		JSON.stringify({
			log: {
				entries: [
					{
						request: {
							method: 'POST',
							url: `https://10.1.1.16/api/oauth/token?password=${formOf(tricky)}`,
							headers: [
								{name: 'Authorization', value: `Bearer ${token}`},
								{name: 'Cookie', value: `JSESSIONID=${cookie}`},
							],
							cookies: [{name: 'JSESSIONID', value: cookie}],
							postData: {params: [{name: 'password', value: password}]},
						},
						response: {status: 500, headers: [{name: 'Set-Cookie', value: `S=${cookie}`}], content: {text: says}},
					},
				],
			},
		}),
	"the appliance's log": says =>
		`2016-04-29 12:53:20.112  INFO 23921 --- [ qtp39959931-18] o.s.b.a.audit.listener.AuditListener     : AuditEvent [timestamp=Fri Apr 29 12:53:20 EDT 2016, principal=admin, type=AUTHENTICATION_FAILURE, data={details={grant_type=password, username=admin, password=${password}}, tokenValue=${token}, type=a.BadCredentialsException, message=${says} ${token} }]\n`,
	'a note': says => `Password: ${password}\nToken: ${opaque}\n\n${says}`,
	'a shell': says => `export SVT_PASSWORD='${password}' TOKEN=${token}\n${says}`,
	JSON: says =>
		`{"username":"admin","password":${JSON.stringify(tricky)},"access_token":"${opaque}","message":"${says.replaceAll('"', "'")}"}`,
	'JSON in JSON': says =>
		JSON.stringify(JSON.stringify({password, access_token: token, error: 'invalid_grant', message: says})),
};

/** What a server, or something before it, may say of a request. */
const sayings: Readonly<Record<string, string>> = {
	nothing: answer,
	'all of it': JSON.stringify({
		error: 'server_error',
		message: `${password} ${tricky} ${opaque} ${cookie} Bearer ${token}`,
		path: `/api/hosts/${opaque}?password=${formOf(tricky)}`,
		exception: `a.b.${cookie}`,
	}),
	'the request': `<html><title>Blocked: Authorization: Bearer ${token} password=${formOf(tricky)}</title></html>`,
};

describe('secrets never come out again', () => {
	const cases = Object.entries(places).flatMap(([place, write]) =>
		Object.entries(sayings).map(([what, says]) => ({place, what, write, says})),
	);
	test.each(cases)('from $place, when the server repeats $what', async ({write, says}) => {
		// The server can repeat only what it was told.
		const told = write('');
		const repeated = canaries.reduce(
			(text, canary) => (told.includes(canary) || isWithin(canary, told) ? text : text.replaceAll(canary, '-')),
			says,
		);
		const said = await saidTo(write(repeated));
		for (const canary of canaries) expect(said).not.toContain(canary);
	});
});

test('short ones are hidden where they stand', async () => {
	const {stdout} = await tryCommand(run, {
		input: '$ curl -u admin:abc12 https://u:pw@10.1.1.16 -d password=xy1 # what now?',
		ports,
	});
	expect(stdout).toContain('It says: «$ curl -u admin:… https://…@10.1.1.16 -d password=…');
	expect(stdout).not.toMatch(/abc12|pw@|xy1/);
});

test('what is no secret stays', async () => {
	const input = '{"error":"invalid_token","error_description":"Invalid token: signature mismatch in /api/hosts"}';
	const {stdout} = await tryCommand(run, {input, ports});
	expect(stdout).toContain('The server says: «Invalid token: signature mismatch in /api/hosts»');
});

/** A password that stands there in another form. */
function isWithin(canary: string, text: string): boolean {
	const secret = [password, tricky].find(each => [each, formOf(each)].includes(canary));
	return (
		secret !== undefined &&
		[secret, formOf(secret), basicOf('admin', secret), JSON.stringify(secret).slice(1, -1)].some(form =>
			text.includes(form),
		)
	);
}
