import {describe} from 'vitest';
import {eventLogContract} from './event-log-contract.ts';
import {locksContract} from './locks-contract.ts';
import {loginGuardsContract} from './login-guards-contract.ts';
import {createMemoryEvents, createMemoryProfiles, createMemoryRecords} from './memory-ports.ts';
import {profileStoreContract} from './profile-store-contract.ts';
import {secretStoreContract} from './secret-store-contract.ts';
import {sessionRecordsContract} from './session-records-contract.ts';
import {createStoryLocks} from './story-locks.ts';
import {createStoryLoginGuards} from './story-ports.ts';
import {createStorySecrets} from './story-secrets.ts';

describe('a keychain of a story', () => secretStoreContract(() => createStorySecrets().store));
describe('a store of profiles in memory', () => profileStoreContract(() => createMemoryProfiles()));
describe('a store of records in memory', () => sessionRecordsContract(() => createMemoryRecords()));
describe('a log of events in memory', () => eventLogContract(() => createMemoryEvents()));
describe('guards of a story', () => loginGuardsContract(() => createStoryLoginGuards().store));
describe('locks of a story', () => locksContract(clock => createStoryLocks(clock).locks));
