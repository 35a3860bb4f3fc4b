import {answered, type PastedExchange, pathOf} from './pasted-exchange.ts';
import {exchangeInWords} from './pasted-words.ts';

/** `Get "https://10.1.1.16/api/hosts": dial tcp …`: Go's url.Error. */
const failedRequest = /\b(Get|Post|Put|Patch|Delete|Head) "?(https?:\/\/[^\s"]{1,2000}?)"?: (\S[^\n]*)/;
/** simplivity-go's words: `Status code: 401 - text`, with both left empty for what it could not read. */
const ovcError = /\bStatus code: (\d{0,3}) - ([^\n]*)/;

export function readGo(text: string): readonly PastedExchange[] | undefined {
	const [, method = '', address, words = ''] = failedRequest.exec(text.slice(0, 65_536)) ?? [];
	if (method !== '') {
		const exchange = exchangeInWords(`": ${words}`, {method: method.toUpperCase(), path: pathOf(address)});
		return exchange === undefined ? undefined : [exchange];
	}
	const [, status, said = ''] = ovcError.exec(text.slice(0, 65_536)) ?? [];
	return status === undefined ? undefined : [answered({status: Number(status), body: said.trim()})];
}
