// One of undici's parts by its path: `undici` itself would load fetch, caches and mocks too, and take twice as long to start.
declare module 'undici/lib/dispatcher/client.js' {
	import type {Client} from 'undici';

	const client: typeof Client;
	export = client;
}
