import {describe, expect, test} from 'vitest';
import {createMemorySecrets} from '../../source/adapters/memory-secrets.ts';
import {Secret} from '../../source/domain/secret.ts';
import {secretStoreContract} from '../support/secret-store-contract.ts';

describe('a store of secrets in memory', () => secretStoreContract(createMemorySecrets));

test('forgets everything when it is closed', async () => {
	const store = createMemorySecrets();
	const name = {holds: 'password', username: 'administrator@vsphere.local', origin: 'https://dc1.example'} as const;
	await store.write(name, new Secret('secret'));
	store.close();
	expect([store.kind, await store.read(name)]).toEqual(['memory', {ok: true, value: undefined}]);
});
