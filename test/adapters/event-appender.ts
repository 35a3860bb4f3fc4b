import {createEventLog} from '../../source/adapters/event-log.ts';
import {createSystemClock} from '../../source/adapters/system-clock.ts';
import {acceptedEvent} from '../support/event-log-contract.ts';

/** A program that appends so many events for a profile, one write each. Prints the first failure as JSON. */
// Else the limit that a test sets would end it.
process.on('SIGXFSZ', () => {});

const [folder = '', profile = '', count = '', most = ''] = process.argv.slice(2);
const log = createEventLog({folder, clock: createSystemClock(), ...(most === '' ? {} : {most: Number(most)})});
for (let number = 0; number < Number(count); number += 1) {
	const appended = await log.append([acceptedEvent(profile, number)]);
	if (!appended.ok) {
		process.stdout.write(`${JSON.stringify(appended.failure)}\n`);
		process.exit(1);
	}
}
