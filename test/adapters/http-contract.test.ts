import {describe, onTestFinished} from 'vitest';
import {createHttpEndpoint} from '../../source/adapters/http-endpoint.ts';
import {startSimulator} from '../simulator/started.ts';
import {applianceContract} from '../support/appliance-contract.ts';
import {eventually} from '../support/asking.ts';
import {createFakeClock} from '../support/fake-clock.ts';

describe('an appliance over HTTPS', () =>
	applianceContract(async () => {
		const clock = createFakeClock();
		const {simulator, address} = await startSimulator({clock, users: {administrator: 'secret'}});
		const appliance = createHttpEndpoint({clock});
		onTestFinished(() => appliance.close());
		return {
			appliance,
			clock,
			address: {origin: address.origin, trust: {mode: 'pinned', sha256: address.certificate?.sha256 ?? ''}},
			answered: work => work,
			refuseLogin: () => simulator.setPassword('administrator', 'changed'),
			fallSilent: () => void simulator.faults.add({what: {type: 'hang'}}),
			arrived: () => eventually(() => simulator.requests().some(({faults}) => faults.includes('hang'))),
		};
	}));
