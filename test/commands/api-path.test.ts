import {expect, test} from 'vitest';
import {needsNoToken, readApiPath} from '../../source/commands/api-path.ts';
import {success} from '../../source/domain/outcome.ts';

const origin = 'https://10.1.1.16';

test.each<[string, string]>([
	['/api/hosts', '/api/hosts'],
	['/api/hosts?fields=id,name&limit=1', '/api/hosts?fields=id,name&limit=1'],
	['/api/virtual_machines?name=my vm', '/api/virtual_machines?name=my%20vm'],
	['/api/datastores/größe', '/api/datastores/gr%C3%B6%C3%9Fe'],
	['/api/backups?name=a%2Fb&created_before=..', '/api/backups?name=a%2Fb&created_before=..'],
	['/api/hosts/..x/.y./...', '/api/hosts/..x/.y./...'],
	['https://10.1.1.16/api/hosts?limit=1', '/api/hosts?limit=1'],
	['HTTPS://10.1.1.16:443/api/hosts', '/api/hosts'],
])('%s is asked for as %s', (text, path) => {
	expect(readApiPath(text, origin)).toEqual(success(path));
});

const begins = 'PATH begins with /api/, such as /api/hosts';
const elsewhere = 'the token goes to no other address than https://10.1.1.16';
const dots = 'PATH goes by way of . or ..: write where it leads';
const oauth = 'what is below /api/oauth signs in and out: svt-tui login, svt-tui logout';

test.each<[string, string]>([
	['hosts', begins],
	['/hosts', begins],
	['/api', begins],
	['', begins],
	['//evil.example/api/hosts', begins],
	['@evil.example/api/hosts', begins],
	['https://10.1.1.16/', begins],
	['https://10.1.1.17/api/hosts', elsewhere],
	['http://10.1.1.16/api/hosts', elsewhere],
	['https://10.1.1.16:8443/api/hosts', elsewhere],
	['https://10.1.1.16@evil.example/api/hosts', elsewhere],
	['https://me:secret@10.1.1.16/api/hosts', elsewhere],
	['https://10.1.1.16\\@evil.example/api/hosts', elsewhere],
	['ftp://10.1.1.16/api/hosts', elsewhere],
	['/api/../admin', dots],
	['/api/%2e%2E/admin', dots],
	['/api/x/..;a=b/admin', dots],
	['/api/hosts/.', dots],
	['/api/x%2f..%2fadmin', dots],
	['https://10.1.1.16/api/../admin', dots],
	['/api\\..\\admin', begins],
	['/api/x\\y', 'PATH holds a backslash'],
	['/api/x%5cy', 'PATH holds a backslash'],
	['/api/hosts#top', 'PATH holds a #, which would not be sent: write it as %23'],
	['/api/100%', 'PATH holds a % that stands for nothing: write it as %25'],
	['/api/hosts\r\nX-Evil: 1', 'PATH holds control characters'],
	['/api/hosts\u0000', 'PATH holds control characters'],
	['/api/oauth/token', oauth],
	['/api//OAuth/revoke', oauth],
	['/api/%6fauth;x/revoke', oauth],
	[`/api/${'x'.repeat(8192)}`, 'PATH is longer than 8 KiB'],
	[`/api/${'ß'.repeat(2000)}`, 'PATH is longer than 8 KiB'],
])('%j is refused', (text, words) => {
	expect(readApiPath(text, origin)).toEqual({ok: false, failure: words});
});

test('everybody may ask for the version', () => {
	expect(['/api/version', '/api/version?x=1', '/api/versions', '/api/hosts'].map(needsNoToken)).toEqual([
		true,
		true,
		false,
		false,
	]);
});
