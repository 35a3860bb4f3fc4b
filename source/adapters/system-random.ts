import type {Random} from '../ports.ts';

/** For jitter only: nobody gains by guessing it. */
export const createSystemRandom = (): Random => ({sample: Math.random});
