import {Box, Text} from 'ink';
import type {ReactNode} from 'react';
import {safeText} from '../../domain/server-text.ts';
import {type Edited, shownPart} from '../text-editing.ts';

type FieldProps = {readonly label: string; readonly isFocused: boolean; readonly children: ReactNode};

const labelWidth = 13;

/** `> User name    administrator_`: the field at hand has a mark before it, for whoever sees no colours. */
export function Field({label, isFocused, children}: FieldProps) {
	return (
		<Box flexShrink={0} height={1}>
			<Box width={labelWidth + 2} flexShrink={0}>
				<Text bold={isFocused}>
					{isFocused ? '> ' : '  '}
					{label}
				</Text>
			</Box>
			{children}
		</Box>
	);
}

type TextFieldProps = {
	readonly label: string;
	readonly value: Edited;
	readonly isFocused: boolean;
	readonly width: number;
};

export function TextField({label, value, isFocused, width}: TextFieldProps) {
	const {before, at, after} = shownPart(value, Math.max(4, width - labelWidth - 2));
	return (
		<Field label={label} isFocused={isFocused}>
			<Text wrap="truncate-end">
				{safeText(before)}
				{isFocused ? <Text inverse>{at === ' ' ? '_' : safeText(at)}</Text> : safeText(at)}
				{safeText(after)}
			</Text>
		</Field>
	);
}

/** As many dots for every password: they say that there is one, not how long it is. */
const dots = '•'.repeat(12);

type PasswordFieldProps = {readonly label: string; readonly isEmpty: boolean; readonly isFocused: boolean};

export function PasswordField({label, isEmpty, isFocused}: PasswordFieldProps) {
	return (
		<Field label={label} isFocused={isFocused}>
			<Text>
				{isEmpty ? '' : dots}
				{isFocused && <Text inverse>_</Text>}
			</Text>
		</Field>
	);
}

type ToggleProps = {
	readonly label: string;
	readonly isOn: boolean;
	readonly isFocused: boolean;
	readonly words: string;
};

export function Toggle({label, isOn, isFocused, words}: ToggleProps) {
	return (
		<Field label={label} isFocused={isFocused}>
			<Text wrap="truncate-end">
				{isOn ? '[x]' : '[ ]'} {words}
			</Text>
		</Field>
	);
}
