import {onTestFinished} from 'vitest';
import {createSystemClock} from '../../source/adapters/system-clock.ts';
import {createCertificate} from '../../source/simulator/certificate.ts';
import {createSimulator, type SimulatorOptions} from '../../source/simulator/server.ts';

export const simulatedUser = 'administrator@vsphere.local';
/** Nothing else in the tests or the program looks like these. */
export const simulatedPassword = 'canary-password-5up3r';
const emergencyPassword = 'canary-emergency-7h1ng';

/** Making one is the only slow thing here. */
const certificate = createCertificate();

/** A simulator in this process, over real HTTPS and on the real clock, for the built program; it stops with the test. */
export async function runSimulator(options: Partial<SimulatorOptions> = {}) {
	let tokens = 0;
	const newId = () => {
		tokens += 1;
		return `canary-token-${tokens}-0123456789abcdef`;
	};
	const simulator = createSimulator({
		clock: createSystemClock(),
		users: {[simulatedUser]: simulatedPassword, svtcli: emergencyPassword},
		certificate: await certificate,
		newId,
		...options,
	});
	const started = await simulator.start();
	if (!started.ok) throw new Error(`the simulator does not start: ${started.failure.code}`);
	onTestFinished(() => simulator.stop());
	const {origin} = started.value;
	const {sha256: fingerprint, publicKeySha256} = await certificate;
	return {
		simulator,
		origin,
		fingerprint,
		publicKeySha256,
		/** What signs in to it without a person; the password is to come on stdin. */
		loginArgs: ['login', origin, '--username', simulatedUser, '--password-stdin', '--fingerprint', fingerprint],
	};
}
