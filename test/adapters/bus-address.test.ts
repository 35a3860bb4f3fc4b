import {expect, test} from 'vitest';
import {busSockets} from '../../source/adapters/bus-address.ts';

const runtime = {XDG_RUNTIME_DIR: '/run/user/1000'};

test.each([
	['unix:path=/run/user/1000/bus', ['/run/user/1000/bus']],
	['unix:path=/tmp/bus,guid=0123456789abcdef0123456789abcdef', ['/tmp/bus']],
	['unix:guid=0123456789abcdef0123456789abcdef,path=/tmp/bus', ['/tmp/bus']],
	['unix:abstract=/tmp/dbus-Xyz,guid=00', ['\0/tmp/dbus-Xyz']],
	['unix:runtime=yes', ['/run/user/1000/bus']],
	['unix:path=/tmp/one;unix:path=/tmp/two;', ['/tmp/one', '/tmp/two']],
	['tcp:host=localhost,port=1;unix:path=/tmp/two', ['/tmp/two']],
	['unix:path=/tmp/a%20b%2cc%3Bd%3d%c3%bc', ['/tmp/a b,c;d=ü']],
	['unix:path=/tmp/plus+sign', ['/tmp/plus+sign']],
	['unix:path=/tmp/%zz', []],
	['unix:path=/tmp/%ff', []],
	['unix:path=/tmp/a%00b', []],
	['unix:path=', []],
	['unix:', []],
	['unix', []],
	[';;;', []],
	['autolaunch:', []],
	['unixexec:path=/bin/sh', []],
	['launchd:env=DBUS_LAUNCHD_SESSION_BUS_SOCKET', []],
	['nonsense', []],
	[`unix:path=/${'x'.repeat(106)}`, [`/${'x'.repeat(106)}`]],
	[`unix:path=/${'x'.repeat(107)}`, []],
	['unix:path=/tmp/bus;'.repeat(100_000), []],
])('%j is a bus at %j', (address, sockets) => {
	expect(busSockets({...runtime, DBUS_SESSION_BUS_ADDRESS: address})).toEqual(sockets);
});

test('without an address the bus is in the runtime folder', () => {
	expect(busSockets(runtime)).toEqual(['/run/user/1000/bus']);
	expect(busSockets({...runtime, DBUS_SESSION_BUS_ADDRESS: ''})).toEqual(['/run/user/1000/bus']);
	expect(busSockets({XDG_RUNTIME_DIR: 'relative'})).toEqual([]);
	expect(busSockets({XDG_RUNTIME_DIR: ''})).toEqual([]);
	expect(busSockets({})).toEqual([]);
});
