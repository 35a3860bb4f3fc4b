import {safeText} from '../domain/server-text.ts';
import {seconds} from '../domain/time.ts';
import type {CommandContext} from './command.ts';

/** After so long, silence looks like a fault. */
const patience = seconds(3);

/** Says once that the appliance is waited for, should that take long, and gives back what came of it. */
export async function sayingWhenLate<Value>(
	origin: string,
	{ports: {clock}, output, stop}: CommandContext,
	work: () => Promise<Value>,
): Promise<Value> {
	const cancel = clock.after(patience, () => output.talk(`waiting for ${safeText(origin, 100)}; Ctrl-C gives up`));
	// Whoever has given up need not be told how.
	stop.addEventListener('abort', cancel);
	try {
		return await work();
	} finally {
		cancel();
		stop.removeEventListener('abort', cancel);
	}
}
