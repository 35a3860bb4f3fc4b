import type {Keeper, Session} from './session.ts';

export type Other = Extract<Keeper, {readonly who: 'other'}>;

/** The other process that keeps this session alive, as far as is known. */
export const otherKeeper = ({keeper}: Session): Other | undefined => (keeper.who === 'other' ? keeper : undefined);

/** `process 4242` */
export const keeperInWords = ({pid}: Other) => (pid === undefined ? 'another svt-tui' : `process ${pid}`);
