import type {StorageKind} from './profile.ts';

/** Where a token is that its store did not take: `token in memory only: it could not be stored`. */
export const inMemoryOnly = 'in memory only: it could not be stored';

/** Why nobody has a token any more once its program has ended: `its token could not be stored`. */
export const whyLost = (storage: StorageKind) =>
	`its token ${storage === 'memory' ? 'was in memory' : 'could not be stored'}`;
