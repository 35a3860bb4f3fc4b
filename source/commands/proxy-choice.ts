import type {Draft} from '../domain/draft.ts';
import {failure, success} from '../domain/outcome.ts';
import {hasExempt, isExempt, parseProxy, proxyVariableFor} from '../domain/proxy.ts';
import type {CommandContext, Invocation} from './command.ts';
import {exitCodes} from './exit-code.ts';
import {textOption} from './option-values.ts';
import {fail, type Output} from './output.ts';
import type {Found} from './profile-choice.ts';

/**
 * What `--proxy` asks for, for the appliance at `address`, which is empty while nobody has said where it is. Only here are the variables
 * looked at by which other programs find a proxy, and only when that was asked for.
 */
export function chooseProxy(
	invocation: Invocation,
	address: string,
	{environment, output}: CommandContext,
): Found<Draft['proxy']> {
	const wish = textOption(invocation, 'proxy');
	if (wish === undefined || wish === 'none') return success(wish);
	if (wish !== 'env') return proxyNamedBy('--proxy', wish, output);
	const host = URL.canParse(address) ? new URL(address).hostname : '';
	if (host === '' && hasExempt(environment)) {
		const text = 'NO_PROXY exempts some hosts from the proxy, and nobody has said yet which appliance it is';
		return failure(fail(output, exitCodes.usage, text, 'name its address: svt-tui login HOST --proxy env'));
	}
	if (isExempt(host, environment)) {
		output.talk(`${host} is exempt from proxies by NO_PROXY: the way there is direct`);
		return success('none');
	}
	const name = proxyVariableFor(host, environment);
	if (name === undefined)
		return failure(fail(output, exitCodes.usage, 'none of HTTPS_PROXY and ALL_PROXY names a proxy', hint));
	return proxyNamedBy(name, environment[name] ?? '', output);
}

function proxyNamedBy(name: string, text: string, output: Output): Found<string> {
	const proxy = parseProxy(text);
	return proxy.ok ? proxy : failure(fail(output, exitCodes.usage, `what ${name} names ${proxy.failure}`, hint));
}

const hint = 'such as --proxy http://proxy.example.com:3128, or --proxy none to go without one';
