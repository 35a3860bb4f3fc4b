import {readdirSync, readFileSync} from 'node:fs';

/** What somebody pasted, and all that `explain` says to it. */
export type PastedSample = {
	readonly name: string;
	readonly pasted: string;
	readonly code: number;
	readonly stdout: string;
	readonly stderr: string;
};

const folder = new URL('../fixtures/pasted/', import.meta.url);

/**
 * `test/fixtures/pasted/*.txt`, written by hand: `### name`, the text as it was pasted, `--- exit 0`, what stands on stdout, and where
 * there is some, `--- stderr` and that.
 */
export const pastedSamples: readonly PastedSample[] = readdirSync(folder)
	.toSorted()
	.flatMap(file => {
		const parts = readFileSync(new URL(file, folder), 'utf8').split(/^### /m);
		return parts.slice(1).map(part => parseSample(part, file.replace('.txt', '')));
	});

function parseSample(part: string, form: string): PastedSample {
	const [, name, pasted, code, said] = /^(.*)\n([\s\S]*)^--- exit (\d+)\n([\s\S]*)$/m.exec(part) ?? [];
	if (name === undefined || pasted === undefined || said === undefined) throw new Error(`no sample: ${part}`);
	const [stdout = '', stderr = ''] = said.split(/^--- stderr\n/m);
	return {name: `${form}: ${name}`, pasted, code: Number(code), stdout, stderr};
}
