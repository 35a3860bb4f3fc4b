import {onTestFinished} from 'vitest';
import {type Duration, type Instant, instant, later} from '../../source/domain/time.ts';
import {createCertificate} from '../../source/simulator/certificate.ts';
import {createSimulator, type SimulatorOptions} from '../../source/simulator/server.ts';

/** A clock that stands until it is moved; alarms ring in order, each at its own time. */
function createHandClock(start = instant(1_461_955_008_387)) {
	let time: Instant = start;
	const alarms = new Set<{readonly at: Instant; readonly ring: () => void}>();
	return {
		now: () => time,
		after(delay: Duration, ring: () => void) {
			const alarm = {at: later(time, delay), ring};
			alarms.add(alarm);
			return () => void alarms.delete(alarm);
		},
		move(span: number) {
			const end = instant(time + span);
			for (;;) {
				const [next] = [...alarms].filter(alarm => alarm.at <= end).sort((one, other) => one.at - other.at);
				if (next === undefined) break;
				alarms.delete(next);
				time = instant(Math.max(time, next.at));
				next.ring();
			}
			time = end;
		},
		alarms: () => alarms.size,
	};
}

const users = {administrator: 'secret', svtcli: 'local'};

/** One certificate for all tests of a file: making it is the only slow thing here. */
const certificate = createCertificate();

/** A simulator that listens, on a clock moved by hand, and stops with the test. */
export async function startSimulator(options: Partial<SimulatorOptions> = {}) {
	const clock = createHandClock();
	const simulator = createSimulator({clock, users, certificate: await certificate, ...options});
	const started = await simulator.start();
	if (!started.ok) throw new Error(`the simulator does not start: ${started.failure.code}`);
	onTestFinished(() => simulator.stop());
	return {clock, simulator, address: started.value};
}
