import {seconds} from '../domain/time.ts';
import type {ExtraKey} from '../engine/screen-input.ts';
import {createCertificate} from '../simulator/certificate.ts';
import type {DemoAppliance} from './demo-appliance.ts';
import {simulatedPassword} from './simulate-telling.ts';

/** Keys that make trouble at an appliance; all but one end it when they are pressed again. */
export function troubleKeys({simulator, profile, certificate}: DemoAppliance): readonly ExtraKey[] {
	// Made beforehand, so that the key works at once.
	const otherCertificate = createCertificate();
	return [
		turned('1', {
			help: 'cut network',
			begin: () => simulator.refuseConnections(),
			helpToEnd: 'mend network',
			end: () => void simulator.acceptConnections(),
		}),
		turned('2', {
			help: 'new password',
			begin: () => simulator.setPassword(profile.username, `${simulatedPassword}-changed`),
			helpToEnd: 'old password',
			end: () => simulator.setPassword(profile.username, simulatedPassword),
		}),
		{key: '3', help: () => 'restart', press: simulator.restart},
		turned('4', {
			help: 'overload',
			begin: () => {
				simulator.faults.add({what: {type: 'delay', by: seconds(1)}});
				simulator.faults.add({what: {type: 'status', status: 503}});
			},
			helpToEnd: 'end overload',
			end: simulator.faults.clear,
		}),
		turned('5', {
			help: 'new certificate',
			begin: () => void otherCertificate.then(simulator.renewCertificate),
			helpToEnd: 'old certificate',
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
