import {spawn, spawnSync} from 'node:child_process';
import {setTimeout as pause} from 'node:timers/promises';
import {type Environment, environmentWith} from './private-home.ts';

/** What comes of this work, and the names of the methods that are called on a session bus meanwhile, whoever calls them. */
export async function withMethods<Value>(environment: Environment, work: () => Promise<Value>) {
	const env = environmentWith(environment);
	const monitor = spawn('dbus-monitor', ['--session', "type='method_call'"], {
		env,
		stdio: ['ignore', 'pipe', 'ignore'],
	});
	let said = '';
	monitor.stdout.setEncoding('utf8').on('data', (text: string) => {
		said += text;
	});
	const called = () => [...said.matchAll(/ member=(\w+)$/gm)].map(([, name = '']) => name);

	/** What is called after this, is told after this. */
	async function mark(name: string): Promise<void> {
		for (let round = 0; !called().includes(name); round += 1) {
			if (round === 500) throw new Error('dbus-monitor does not tell what is called');
			// Nobody answers to that, and before the monitor listens, nobody hears it.
			const args = ['--session', '--type=method_call', '--dest=org.freedesktop.DBus', '/', `test.Mark.${name}`];
			spawnSync('dbus-send', args, {env});
			await pause(20);
		}
	}

	try {
		await mark('Begin');
		const value = await work();
		await mark('End');
		const names = called();
		const methods = names.slice(names.lastIndexOf('Begin') + 1, names.indexOf('End'));
		// How everybody greets the bus.
		return {value, methods: methods.filter(name => name !== 'Hello')};
	} finally {
		monitor.kill('SIGKILL');
	}
}
