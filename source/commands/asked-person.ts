import type {CommandContext} from './command.ts';

/** Whether a person types yes; whatever else comes, nothing and Ctrl-C too, is no. Only for where `isInteractive`. */
export async function saysYes(question: string, {input, output, stop}: CommandContext): Promise<boolean> {
	output.talk(`${question} Type y or n, then Enter`);
	const answer = await Promise.race([firstLine(input.lines()), aborted(stop)]);
	return /^\s*y(es)?\s*$/i.test(answer ?? '');
}

async function firstLine(lines: AsyncIterable<string>): Promise<string | undefined> {
	for await (const line of lines) return line;
	return undefined;
}

function aborted(stop: AbortSignal): Promise<undefined> {
	return new Promise(resolve => {
		if (stop.aborted) resolve(undefined);
		else stop.addEventListener('abort', () => resolve(undefined), {once: true});
	});
}
