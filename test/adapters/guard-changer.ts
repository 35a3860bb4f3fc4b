import {createLoginGuards} from '../../source/adapters/login-guards.ts';
import {createSystemClock} from '../../source/adapters/system-clock.ts';
import {withAttempt} from '../../source/domain/login-guard.ts';
import {Secret} from '../../source/domain/secret.ts';
import {administrator} from '../support/login-guards-contract.ts';

/** A program that does one thing with a guard: `mark PASSWORD`, `read` or `attempt`. Prints what came of it as JSON. */
// Else the limit that a test sets would end it.
process.on('SIGXFSZ', () => {});

const [folder = '', what = '', password = ''] = process.argv.slice(2);
const clock = createSystemClock();
const guards = createLoginGuards({folder, clock});

async function outcome() {
	if (what === 'mark') return guards.markOf(administrator, new Secret(password));
	const read = await guards.read(administrator);
	if (what === 'read' || !read.ok) return read;
	return guards.write(administrator, withAttempt(read.value, clock.now()));
}

process.stdout.write(`${JSON.stringify(await outcome())}\n`);
