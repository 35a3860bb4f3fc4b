import type {Stranger} from './refusal-strangers.ts';

/** What it is called, with its article, and what to know about it. */
export const strangerInWords: Readonly<Record<Stranger, {readonly name: string; readonly about: string}>> = {
	vcenter: {
		name: 'A vCenter Server',
		about:
			'The sign-in goes to the appliance, which asks vCenter by itself; in vCenter the virtual controllers are machines named OmniStackVC-…',
	},
	esxi: {
		name: 'An ESXi host',
		about:
			'The virtual controller is a machine that runs on the host and has an address of its own; in vCenter it is named OmniStackVC-…',
	},
	vmware: {
		name: 'An ESXi host or a vCenter Server',
		about:
			'The virtual controller is a machine that runs on the host and has an address of its own; in vCenter it is named OmniStackVC-…',
	},
	ilo: {
		name: 'An iLO',
		about: 'It manages the server beneath; the virtual controller that runs on that server has an address of its own',
	},
	'management-controller': {
		name: "A server's management controller",
		about: 'It manages the server beneath; the virtual controller that runs on that server has an address of its own',
	},
};
