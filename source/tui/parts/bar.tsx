import {Text} from 'ink';
import type {Tone} from '../line.ts';
import {theme} from '../theme.ts';

type BarProps = {readonly part: number; readonly width: number; readonly tone: Tone};

/** How much is left; not empty before it is over. */
export function Bar({part, width, tone}: BarProps) {
	const full = part > 0 ? Math.max(1, Math.round(part * width)) : 0;
	return (
		<Text>
			<Text {...theme[tone]}>{'█'.repeat(full)}</Text>
			<Text dimColor>{'░'.repeat(width - full)}</Text>
		</Text>
	);
}
