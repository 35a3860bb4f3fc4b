import type {Trust} from './certificate.ts';
import type {Profile} from './profile.ts';

/** Where the appliance is, why its certificate is believed, and what leads there: all that a connection takes. */
export type Address = {
	readonly origin: string;
	readonly trust: Trust;
	/** The origin of an HTTP proxy; without one the way is direct. */
	readonly proxy?: string | undefined;
};

export const addressOf = ({origin, trust, proxy}: Profile): Address => ({origin, trust, proxy});
