import {readAnsible} from './pasted-ansible.ts';
import {readBare} from './pasted-body.ts';
import {readCurl} from './pasted-curl.ts';
import type {PastedExchange, ReadForm} from './pasted-exchange.ts';
import {readGo} from './pasted-go.ts';
import {readHar} from './pasted-har.ts';
import {readHeads} from './pasted-head.ts';
import {readApplianceLog} from './pasted-log.ts';
import {readNode} from './pasted-node.ts';
import {readPowerShell} from './pasted-powershell.ts';
import {readPython} from './pasted-python.ts';
import {tidied} from './pasted-text.ts';
import {exchangeInWords} from './pasted-words.ts';

/** The first that knows its own form reads the text; the more certain its marks, the earlier. */
const forms: readonly ReadForm[] = [
	readHar,
	readCurl,
	readHeads,
	readBody,
	readAnsible,
	readApplianceLog,
	readPowerShell,
	readGo,
	readNode,
	readPython,
	readWords,
];

/** All requests that a pasted text tells of, with what came back. Takes time in proportion to the text and never throws. */
export function parsePasted(text: string): readonly PastedExchange[] {
	const tidy = tidied(text);
	for (const read of forms) {
		const exchanges = read(tidy);
		if (exchanges !== undefined) return exchanges;
	}
	return readBare(tidy);
}

/** JSON, XML or a page with nothing before it is a body, whatever it speaks of. */
function readBody(text: string) {
	return /^\s*(?:[{[<"]|b?'\{)/.test(text) ? readBare(text) : undefined;
}

function readWords(text: string) {
	const exchange = exchangeInWords(text);
	return exchange === undefined ? undefined : [exchange];
}
