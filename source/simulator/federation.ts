import {createHash} from 'node:crypto';

type Item = Readonly<Record<string, unknown>> & {readonly id: string; readonly name: string};

/** Collections by the name that is both their path below `/api/` and the key of their list. */
export type Federation = Readonly<Record<string, readonly Item[]>>;

/**
 * A federation with `hostCount` hosts, two to a cluster, a datastore, a virtual machine and a backup each: the same for the same
 * count. Fields as in HPE's swagger file; those that HPE calls optional come only with `show_optional_fields`.
 */
export function createFederation(hostCount: number): Federation {
	const clusterCount = Math.ceil(hostCount / 2);
	const hosts = numbers(hostCount).map(number => host(number));
	return {
		hosts,
		omnistack_clusters: numbers(clusterCount).map(number => cluster(number, hosts)),
		policies: [{...named('policy', 'Fixed Default Backup Policy'), rules: []}],
		datastores: numbers(clusterCount).map(number => datastore(number)),
		virtual_machines: numbers(hostCount).map(number => virtualMachine(number)),
		backups: numbers(hostCount).map(number => backup(number)),
		cluster_groups: [named('cluster_group', 'Default Cluster Group')],
	};
}

/** Computed at the price of a slower answer, so they are left out unless asked for. */
export const optionalFields: ReadonlySet<string> = new Set([
	'allocated_capacity',
	'capacity_savings',
	'free_space',
	'used_capacity',
]);

const clusterOf = (host: number) => Math.ceil(host / 2);
const hms = {hypervisor_management_system: '10.1.1.10', hypervisor_management_system_name: 'vcenter.example.com'};
const capacity = {allocated_capacity: 9e12, free_space: 6e12, used_capacity: 3e12, capacity_savings: 4e13};

function host(number: number): Item {
	const clusterNumber = clusterOf(number);
	return {
		...named('host', `esx${number}.example.com`),
		type: 'VMWARE',
		model: 'HPE SimpliVity 380 Gen10',
		version: 'Release 5.3.1.120',
		state: 'ALIVE',
		management_ip: `10.1.1.${15 + number}`,
		virtual_controller_name: `omnicube-ip1-${22 + number}`,
		omnistack_cluster_id: identifier('omnistack_cluster', `cluster-${clusterNumber}`),
		compute_cluster_name: `cluster-${clusterNumber}`,
		...hms,
		upgrade_state: 'SUCCESS',
		can_rollback: false,
		policy_enabled: true,
		...capacity,
	};
}

function cluster(number: number, hosts: readonly Item[]): Item {
	const item = named('omnistack_cluster', `cluster-${number}`);
	return {
		...item,
		type: 'OMNISTACK',
		hypervisor_type: 'VSPHERE',
		...hms,
		members: hosts.filter(candidate => candidate.omnistack_cluster_id === item.id).map(member => member.id),
		arbiter_configured: true,
		arbiter_connected: true,
		arbiter_address: '10.1.1.11',
		time_zone: 'Zulu',
		upgrade_state: 'SUCCESS_COMMITTED',
		version: 'Release 5.3.1.120',
		...capacity,
	};
}

const datastore = (number: number): Item => ({
	...named('datastore', `datastore-${number}`),
	omnistack_cluster_id: identifier('omnistack_cluster', `cluster-${number}`),
	omnistack_cluster_name: `cluster-${number}`,
	hypervisor_type: 'VSPHERE',
	policy_name: 'Fixed Default Backup Policy',
	size: 2e12,
});

const virtualMachine = (number: number): Item => ({
	...named('virtual_machine', `vm-${number}`),
	host_id: identifier('host', `esx${number}.example.com`),
	omnistack_cluster_id: identifier('omnistack_cluster', `cluster-${clusterOf(number)}`),
	datastore_id: identifier('datastore', `datastore-${clusterOf(number)}`),
	state: 'ALIVE',
});

const backup = (number: number): Item => ({
	...named('backup', `2026-11-20T00:00:00Z-vm-${number}`),
	virtual_machine_id: identifier('virtual_machine', `vm-${number}`),
	virtual_machine_name: `vm-${number}`,
	omnistack_cluster_id: identifier('omnistack_cluster', `cluster-${clusterOf(number)}`),
	type: 'POLICY',
	state: 'PROTECTED',
	created_at: '2026-11-20T00:00:00Z',
	size: 4e10,
});

const numbers = (count: number) => Array.from({length: count}, (_, index) => index + 1);
const named = (kind: string, name: string): Item => ({id: identifier(kind, name), name});

/** A UUID that stays the same from run to run. */
function identifier(kind: string, name: string): string {
	const hex = createHash('sha256').update(`${kind}/${name}`).digest('hex');
	return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
		'-',
	);
}
