import {createSettings} from '../../source/adapters/settings.ts';
import {createSystemClock} from '../../source/adapters/system-clock.ts';
import {profileNamed} from '../support/sessions.ts';

/**
 * A program that changes settings: `save NAME COUNT` saves so many profiles, `save NAME endless` goes on until it is killed and says
 * so each time, `load` only reads. Prints what came of it as JSON.
 */
// Else the limit that a test sets would end it.
process.on('SIGXFSZ', () => {});

const [folder = '', what = '', name = '', count = ''] = process.argv.slice(2);
const store = createSettings({folder, clock: createSystemClock()});
const print = (value: unknown) => process.stdout.write(`${JSON.stringify(value)}\n`);

if (what === 'load') {
	print(await store.load());
} else if (what === 'save') {
	const most = count === 'endless' ? Number.POSITIVE_INFINITY : Number(count);
	for (let number = 1; number <= most; number += 1) {
		const saved = await store.save(
			profileNamed(`${name}-${count === 'endless' ? number % 50 : number}`, {savePassword: number % 2 === 0}),
		);
		if (!saved.ok) {
			print(saved.failure);
			process.exit(1);
		}
		if (count === 'endless') print(number);
	}
}
