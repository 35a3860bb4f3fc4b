import {failure, type Outcome, success} from '../domain/outcome.ts';
import type {Profile} from '../domain/profile.ts';
import type {Duration} from '../domain/time.ts';
import type {Clock} from '../ports.ts';
import {emergencyUser} from '../simulator/accounts.ts';
import {createCertificate, type ServerCertificate} from '../simulator/certificate.ts';
import {createSimulator, type Simulator} from '../simulator/server.ts';
import {simulatedEmergencyPassword, simulatedPassword} from './simulate-telling.ts';

export type DemoAppliance = {
	readonly simulator: Simulator;
	readonly profile: Profile;
	/** The one that the profile is pinned to. */
	readonly certificate: ServerCertificate;
};

type DemoOptions = {
	readonly name: string;
	readonly idleLimit: Duration;
	readonly absoluteLimit: Duration;
	readonly keepAlive: boolean;
};

/** An appliance whose sessions end soon, and the profile to sign in with; the failure is a code. */
export async function startDemoAppliance(options: DemoOptions, clock: Clock): Promise<Outcome<DemoAppliance, string>> {
	const {name, idleLimit, absoluteLimit, keepAlive} = options;
	const username = 'administrator@vsphere.local';
	const certificate = await createCertificate();
	const simulator = createSimulator({
		clock,
		certificate,
		users: {[username]: simulatedPassword, [emergencyUser]: simulatedEmergencyPassword},
		switches: {idleLimit, absoluteLimit},
	});
	const started = await simulator.start();
	if (!started.ok) return failure(started.failure.code);
	const profile: Profile = {
		name,
		origin: started.value.origin,
		username,
		grant: 'password',
		trust: {mode: 'pinned', sha256: certificate.sha256, publicKeySha256: certificate.publicKeySha256},
		proxy: undefined,
		storage: 'memory',
		savePassword: true,
		idleLimit,
		absoluteLimit,
		keepAlive,
		tickleInterval: undefined,
		renew: 'ask',
	};
	return success({simulator, profile, certificate});
}
