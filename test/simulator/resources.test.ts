import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {createFederation} from '../../source/simulator/federation.ts';
import {listItems} from '../../source/simulator/resources.ts';
import {loginToken, use} from './raw-client.ts';
import {startSimulator} from './started.ts';

const federation = createFederation(5);

function list(name: string, query: string, largestLimit = 5000) {
	const found = listItems(federation, name, new URLSearchParams(query), largestLimit);
	return found.ok ? (found.value as Record<string, unknown>) : found.refusal.message;
}

const names = (query: string) => {
	const found = list('hosts', `${query}&fields=name`) as {hosts: ReadonlyArray<{name: string}>};
	return found.hosts.map(({name}) => Number(/\d+/.exec(name)?.[0]));
};

describe('a list', () => {
	test('comes over the wire with its frame, and only the fields that were asked for', async () => {
		const {address} = await startSimulator({hosts: 3});
		const token = await loginToken(address);
		const answer = await use(address, token, '/api/hosts?fields=name,state&limit=2&offset=1&sort=name&order=ascending');
		expect(answer.headers['content-type']).toBe('application/json;charset=UTF-8');
		expect(JSON.parse(answer.body)).toEqual({
			offset: 1,
			limit: 2,
			count: 3,
			hosts: [
				{name: 'esx2.example.com', state: 'ALIVE'},
				{name: 'esx3.example.com', state: 'ALIVE'},
			],
		});
		const headers = {
			Accept: 'application/vnd.simplivity.v1.9+json',
			'Content-Type': 'application/vnd.simplivity.v1.8+json',
		};
		const latest = await use(address, token, '/api/hosts', {
			headers: {Accept: 'application/vnd.simplivity.v1.25+json'},
		});
		expect(latest.status).toBe(200);
		const clusters = await use(address, token, '/api/omnistack_clusters?fields=name,members', {headers});
		expect(clusters.headers['content-type']).toBe('application/vnd.simplivity.v1.9+json;charset=UTF-8');
		expect(JSON.parse(clusters.body)).toMatchObject({offset: 0, limit: 500, count: 2});
	});

	test('is paged, filtered and sorted', () => {
		expect(names('')).toEqual([1, 2, 3, 4, 5]);
		expect(names('sort=name')).toEqual([5, 4, 3, 2, 1]);
		expect(names('sort=name&order=ascending&offset=3')).toEqual([4, 5]);
		expect(names('name=esx2.example.com,esx4.example.com')).toEqual([2, 4]);
		expect(names('name=*4*')).toEqual([4]);
		expect(names('name=e*x*.com')).toEqual([1, 2, 3, 4, 5]);
		expect(names('name=*.example.com*x')).toEqual([]);
		expect(names('name=e*.com*com')).toEqual([]);
		expect(names('name=ESX1.EXAMPLE.COM')).toEqual([]);
		expect(names('name=ESX1.EXAMPLE.COM&case=insensitive')).toEqual([1]);
		expect(names('unheard_of=1')).toEqual([1, 2, 3, 4, 5]);
		expect(names('offset=999')).toEqual([]);
	});

	test('shows what is costly only when asked', () => {
		const fieldsOf = (query: string) => {
			const found = list('hosts', query) as {hosts: ReadonlyArray<Record<string, unknown>>};
			return Object.keys(found.hosts[0] ?? {});
		};
		expect(fieldsOf('')).not.toContain('free_space');
		expect(fieldsOf('show_optional_fields=false')).not.toContain('free_space');
		expect(fieldsOf('show_optional_fields=true')).toContain('free_space');
	});

	test.each([
		['limit=0', 'Invalid limit'],
		['limit=5001', 'Invalid limit'],
		['limit=-1', 'Invalid limit'],
		['limit=1e3', 'Parameter limit must be an integer'],
		['limit=', 'Parameter limit must be an integer'],
		['offset=-1', 'Invalid offset'],
		['offset=99999999999', 'Parameter offset must be an integer'],
		['sort=colour', 'Invalid sort'],
		['order=up', 'Invalid order'],
		['fields=name,colour', 'Invalid fields'],
	])('refuses %s: %s', (query, message) => {
		expect(list('hosts', query)).toBe(message);
	});

	test('may be told to refuse the documented 5000, as a live system does', () => {
		expect(list('backups', 'limit=5000')).toMatchObject({limit: 5000});
		expect(list('backups', 'limit=5000', 2000)).toBe('Invalid limit');
		expect(list('backups', 'limit=2000', 2000)).toMatchObject({limit: 2000});
	});

	test('taken page by page is the whole', () => {
		fc.assert(
			fc.property(fc.integer({min: 0, max: 40}), fc.integer({min: 1, max: 12}), (hostCount, limit) => {
				const {hosts = []} = createFederation(hostCount);
				const collected: unknown[] = [];
				for (let offset = 0; offset < hostCount; offset += limit) {
					const page = listItems({hosts}, 'hosts', new URLSearchParams({limit: `${limit}`, offset: `${offset}`}), 5000);
					const value = page.ok ? (page.value as {count: number; hosts: ReadonlyArray<{id: string}>}) : undefined;
					expect(value?.count).toBe(hostCount);
					collected.push(...(value?.hosts ?? []).map(host => host.id));
				}
				expect(collected).toEqual(hosts.map(host => host.id));
			}),
		);
	});
});

test('the parts of a federation belong together', () => {
	const {hosts = [], omnistack_clusters: clusters = []} = federation;
	expect(clusters.map(cluster => (cluster.members as readonly string[]).length)).toEqual([2, 2, 1]);
	for (const host of hosts) {
		const cluster = clusters.find(candidate => candidate.id === host.omnistack_cluster_id);
		expect(cluster?.members).toContain(host.id);
		expect(host.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
	}
	expect(createFederation(5)).toEqual(federation);
});

test('one object is found by its id', async () => {
	const {address} = await startSimulator();
	const [host] = federation.hosts ?? [];
	const answer = await use(address, await loginToken(address), `/api/hosts/${host?.id}`);
	expect(JSON.parse(answer.body).host).toMatchObject({name: 'esx1.example.com', management_ip: '10.1.1.16'});
});
