import {readFileSync} from 'node:fs';
import {Ajv2020} from 'ajv/dist/2020.js';

export type SchemaName = 'status-v1' | 'profiles-v1' | 'error-v1' | 'event-v1' | 'log-v1' | 'doctor-v1';

export const readSchema = (name: SchemaName): {readonly [key: string]: unknown} =>
	JSON.parse(readFileSync(new URL(`../../docs/schemas/${name}.json`, import.meta.url), 'utf8'));

const ajv = new Ajv2020({strict: true, allErrors: true, allowUnionTypes: true});

/**
 * What is wrong with a value by a schema that the package ships; empty when it fits.
 *
 *     expect(faultsBy('status-v1', JSON.parse(stdout))).toEqual([]);
 */
export function faultsBy(name: SchemaName, value: unknown): readonly string[] {
	const validate = ajv.getSchema(`svt-tui/${name.replace('-', '/')}`) ?? ajv.compile(readSchema(name));
	validate(value);
	return (validate.errors ?? []).map(({instancePath, message, params}) =>
		[instancePath || '/', message, JSON.stringify(params)].join(' '),
	);
}
