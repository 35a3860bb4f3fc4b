import {createHttpEndpoint} from '../../source/adapters/http-endpoint.ts';
import {createSystemClock} from '../../source/adapters/system-clock.ts';
import {minutes} from '../../source/domain/time.ts';

/**
 * A program that asks two servers for their version, and closes the adapter when the first one has answered. It ends by itself, once
 * nothing keeps it alive any more.
 */
const [quick = '', silent = '', sha256 = ''] = process.argv.slice(2);
const appliance = createHttpEndpoint({clock: createSystemClock()});
const ask = async (origin: string) => {
	const {outcome} = await appliance.readVersion({
		origin,
		trust: {mode: 'pinned', sha256},
		timeout: minutes(5),
	});
	process.stdout.write(outcome.ok ? `REST ${outcome.value.restApi}\n` : `${outcome.failure.code}\n`);
};
const waiting = ask(silent);
await ask(quick);
await appliance.close();
await waiting;
