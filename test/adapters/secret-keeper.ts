import {createSecretsFile} from '../../source/adapters/secrets-file.ts';
import {createSystemClock} from '../../source/adapters/system-clock.ts';
import {success} from '../../source/domain/outcome.ts';
import {Secret} from '../../source/domain/secret.ts';

/**
 * A program that keeps secrets in a file: `NAME COUNT` stores so many, each under a user of its own, and removes every third again;
 * `NAME endless` goes on until it is killed and says so each time. Prints what went wrong as JSON.
 */
// Else the limit that a test sets would end it.
process.on('SIGXFSZ', () => {});

const [folder = '', name = '', count = ''] = process.argv.slice(2);
const store = createSecretsFile({
	folder,
	clock: createSystemClock(),
	askPassphrase: async () => success(new Secret('correct horse battery')),
	cost: {N: 2 ** 10, r: 8, p: 1},
});
const print = (value: unknown) => process.stdout.write(`${JSON.stringify(value)}\n`);

await store.unlock?.('write');
const most = count === 'endless' ? Number.POSITIVE_INFINITY : Number(count);
for (let number = 1; number <= most; number += 1) {
	const user = {holds: 'token', username: `${name}-${number % 100}`, origin: 'https://dc1.example'} as const;
	const stored = await store.write(user, new Secret(`secret of ${name}-${number}`));
	const removed = number % 3 === 0 ? await store.remove(user) : stored;
	if (!stored.ok || !removed.ok) {
		print([stored, removed]);
		process.exit(1);
	}
	if (count === 'endless') print(number);
}
