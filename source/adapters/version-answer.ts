import type {ApplianceVersion} from '../appliance-port.ts';

const version = '([0-9][0-9A-Za-z.-]{0,39})';
const field = (name: string) => new RegExp(`[{,]\\s*["']?${name}["']?\\s*:\\s*["']?${version}["']?\\s*[,}]`);
const restApi = field('REST_API_Version');
const svtfs = field('SVTFS_Version');

/**
 * `{"REST_API_Version":"1.25","SVTFS_Version":"5.3.1.120"}`; HPE's page prints the names without quotes, so they may be missing. A
 * Management Virtual Appliance says no `SVTFS_Version`. Undefined when it is something else.
 */
export function parseVersion(body: string): ApplianceVersion | undefined {
	const text = body.trim();
	const rest = text.startsWith('{') && text.endsWith('}') ? restApi.exec(text)?.[1] : undefined;
	return rest === undefined ? undefined : {restApi: rest, svtfs: svtfs.exec(text)?.[1]};
}
