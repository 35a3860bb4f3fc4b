import {describe} from 'vitest';
import {hours} from '../../source/domain/time.ts';
import {applianceContract} from './appliance-contract.ts';
import {createFakeClock} from './fake-clock.ts';
import {refusal} from './refusals.ts';
import {createScriptedAppliance} from './scripted-appliance.ts';

describe('a scripted appliance', () =>
	applianceContract(async () => {
		const clock = createFakeClock();
		const {appliance, next, always} = createScriptedAppliance(clock);
		return {
			appliance,
			clock,
			address: {origin: 'https://dc1.example', trust: {mode: 'system'}},
			answered: work => clock.advanceUntil(work),
			refuseLogin: () => next('login', {refusal: refusal('wrong-credentials')}),
			fallSilent() {
				for (const kind of ['login', 'tickle'] as const) always(kind, {takes: hours(1)});
			},
			arrived: async () => undefined,
		};
	}));
