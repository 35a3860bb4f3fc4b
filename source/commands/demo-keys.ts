import {seconds} from '../domain/time.ts';
import type {ExtraKey} from '../engine/screen-input.ts';
import type {DemoAppliance} from './demo-appliance.ts';
import {simulatedPassword} from './simulate-telling.ts';

/** Keys that make trouble at an appliance; all but one end it when they are pressed again. */
export function troubleKeys({simulator, profile, certificate}: DemoAppliance): readonly ExtraKey[] {
	return [
		turned('1', {
			help: 'cut the network',
			begin: () => simulator.refuseConnections(),
			helpToEnd: 'mend the network',
			end: () => void simulator.acceptConnections(),
		}),
		turned('2', {
			help: 'change the password there',
			begin: () => simulator.setPassword(profile.username, `${simulatedPassword}-changed`),
			helpToEnd: 'put the password back',
			end: () => simulator.setPassword(profile.username, simulatedPassword),
		}),
		{key: '3', help: () => 'restart the service', press: simulator.restart},
		turned('4', {
			help: 'overload the service',
			begin: () => {
				simulator.faults.add({what: {type: 'delay', by: seconds(1)}});
				simulator.faults.add({what: {type: 'status', status: 503}});
			},
			helpToEnd: 'relieve the service',
			end: simulator.faults.clear,
		}),
		turned('5', {
			help: 'change the certificate',
			begin: () => void simulator.renewCertificate(),
			helpToEnd: 'put the certificate back',
			end: () => void simulator.renewCertificate(certificate),
		}),
	];
}

type Trouble = {
	readonly help: string;
	readonly begin: () => void;
	readonly helpToEnd: string;
	readonly end: () => void;
};

function turned(key: string, {help, begin, helpToEnd, end}: Trouble): ExtraKey {
	let isOn = false;
	return {
		key,
		help: () => (isOn ? helpToEnd : help),
		press() {
			isOn = !isOn;
			if (isOn) begin();
			else end();
		},
	};
}
