import {render} from 'ink-testing-library';
import {describe, expect, test} from 'vitest';
import {Bar} from '../../source/tui/parts/bar.tsx';
import {PasswordField, TextField, Toggle} from '../../source/tui/parts/field.tsx';
import {SessionHeader} from '../../source/tui/parts/header.tsx';
import type {HeaderView} from '../../source/tui/session-view.ts';

describe('a bar', () => {
	test.each([
		[1, '██████████'],
		[0.5, '█████░░░░░'],
		// Not empty before it is over.
		[0.001, '█░░░░░░░░░'],
		[0, '░░░░░░░░░░'],
	])('with %f left is %s', (part, drawn) => {
		expect(render(<Bar part={part} width={10} tone="calm" />).lastFrame()).toBe(drawn);
	});
});

describe('a form', () => {
	test('marks the field at hand, and where one types', () => {
		const value = {text: 'administrator', cursor: 13};
		const field = (isFocused: boolean) => (
			<TextField label="User name" value={value} isFocused={isFocused} width={60} />
		);
		expect(render(field(true)).lastFrame()).toBe('> User name    administrator_');
		expect(render(field(false)).lastFrame()).toBe('  User name    administrator');
	});

	test('does not draw what acts on a terminal', () => {
		const field = <TextField label="User name" value={{text: 'a\u001b[2Jb', cursor: 0}} isFocused={false} width={60} />;
		expect(render(field).lastFrame()).toBe('  User name    a\\u{1b}[2Jb');
	});

	test('says that there is a password, and not how long it is', () => {
		const field = (isEmpty: boolean) => <PasswordField label="Password" isEmpty={isEmpty} isFocused={false} />;
		expect(render(field(false)).lastFrame()).toBe('  Password     ••••••••••••');
		expect(render(field(true)).lastFrame()).toBe('  Password');
	});

	test('has a mark for yes and none for no', () => {
		const toggle = (isOn: boolean) => <Toggle label="Save" isOn={isOn} isFocused={false} words="in the keychain" />;
		expect(render(toggle(true)).lastFrame()).toBe('  Save         [x] in the keychain');
		expect(render(toggle(false)).lastFrame()).toBe('  Save         [ ] in the keychain');
	});
});

test('a header keeps the state of the network whole, and cuts the names', () => {
	const view: HeaderView = {
		name: 'dc1',
		user: 'administrator-with-a-long-name@vsphere.local',
		host: 'controller-of-the-first-datacentre.example.com',
		network: {text: '● online', look: 'calm'},
		shortNetwork: {text: '● online', look: 'calm'},
		trust: {text: 'pinned', look: 'plain'},
	};
	// The library's paper is 100 columns wide.
	expect(render(<SessionHeader view={view} columns={100} />).lastFrame()).toBe(
		' svt-tui  dc1 · administrator-with-a-long-name@vsphere.local · controller-of-the…  ● online  pinned',
	);
});
