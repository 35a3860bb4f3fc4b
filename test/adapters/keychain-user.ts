import {createSystemClock} from '../../source/adapters/system-clock.ts';
import {Secret} from '../../source/domain/secret.ts';

/**
 * A program that keeps a secret in the keychain, with the child that was built with it. It neither closes the store nor ends the process:
 * that has to come by itself, or by a signal.
 */
const [verb, text] = process.argv.slice(2);
// In a chunk of its own, as in the built program.
const {createKeychain} = await import('../../source/adapters/keychain.ts');
const store = createKeychain({clock: createSystemClock()});
const name = {holds: 'password', username: 'administrator@vsphere.local', origin: 'https://dc1.example'} as const;
process.on('SIGTERM', () => process.exit(3));
const outcome = verb === 'write' ? await store.write(name, new Secret(text ?? '')) : await store.read(name);
const value = outcome.ok ? (outcome.value?.reveal() ?? 'nothing') : outcome.failure.text;
process.stdout.write(`${value}\n`);
