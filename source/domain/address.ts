import type {Trust} from './certificate.ts';
import type {Profile} from './profile.ts';

/** Where the appliance is and why its certificate is believed: what a connection takes. */
export type Address = {readonly origin: string; readonly trust: Trust};

export const addressOf = ({origin, trust}: Profile): Address => ({origin, trust});
