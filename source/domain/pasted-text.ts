/**
 * A pasted text without what the way to us added: a byte order mark, colours of a terminal, line ends of Windows, blanks that are not
 * the blank, quotation marks and code fences of mail and chat. Takes time in proportion to the text.
 */
export function tidied(text: string): string {
	const plain = text
		.replace(escapes, '')
		.replace(/\r\n?/g, '\n')
		.replace(/[\u00a0\u2000-\u200a\u202f\u205f\u3000]/g, ' ')
		.replace(/[\ufeff\u200b\u2060]/g, '');
	return straightened(unfenced(unquoted(plain)));
}

/** CSI, OSC (links and titles), and the short ones. */
const escapes = /\x1b(?:\[[0-?]{0,100}[ -/]{0,10}[@-~]|\][^\x07\x1b]{0,2000}(?:\x07|\x1b\\)|[@-Z\\^_=>])/g;

/** Mail and chat are quoted up to a few levels deep. */
const mostLevels = 6;

/** Without `> ` before every line. What curl prints of a request begins so, too, but its answer does not. */
function unquoted(text: string): string {
	let lines = text.split('\n');
	for (let level = 0; level < mostLevels; level += 1) {
		const isQuoted = lines.every(line => /^\s{0,3}>/.test(line) || line.trim() === '');
		if (!isQuoted || requestLine.test(lines.find(line => line.trim() !== '') ?? '')) break;
		lines = lines.map(line => line.replace(/^\s{0,3}> ?/, ''));
	}
	return lines.join('\n');
}

const requestLine = /^> [A-Z]{3,10} \S+ HTTP\/|^\s*$/;
const fence = /^\s{0,3}(?:```|~~~)[\w-]{0,20}\s*$|^\s*\{(?:code|noformat)(?::[^}\n]{0,60})?\}\s*$/;

/** What stands between fences, of all that do; what was written around them is somebody's question. */
function unfenced(text: string): string {
	const lines = text.split('\n');
	if (!lines.some(line => fence.test(line))) return text.replace(/^\s*`([^`]+)`\s*$/, '$1');
	const within: string[] = [];
	let isWithin = false;
	for (const line of lines) {
		if (fence.test(line)) isWithin = !isWithin;
		else if (isWithin) within.push(line);
	}
	return within.some(line => line.trim() !== '')
		? within.join('\n')
		: lines.filter(line => !fence.test(line)).join('\n');
}

/** Word processors bend quotes; only where they stand as those of JSON do they mean the straight ones. */
function straightened(text: string): string {
	const double = /[{[,:]\s{0,20}[\u201c-\u201f]/.test(text) ? text.replace(/[\u201c-\u201f]/g, '"') : text;
	return /[{[,:]\s{0,20}[\u2018-\u201b]/.test(double) ? double.replace(/[\u2018-\u201b]/g, "'") : double;
}
