import {Box, Text} from 'ink';
import type {ReactNode} from 'react';
import {cellsOf} from '../cells.ts';
import type {Room} from '../layout.ts';
import type {Look} from '../line.ts';
import {theme} from '../theme.ts';

type PanelProps = {
	readonly title: string;
	readonly look?: Look;
	readonly room: Room;
	/** With the border, which is only drawn where there is room. */
	readonly rows: number;
	readonly children: ReactNode;
};

/** A titled frame of exactly `rows` rows. */
export function Panel({title, look = 'strong', room, rows, children}: PanelProps) {
	if (room.shape !== 'panels')
		return (
			<Box flexDirection="column" height={rows} flexShrink={0} paddingX={1} overflow="hidden">
				{children}
			</Box>
		);
	const rule = '─'.repeat(Math.max(0, room.columns - 5 - cellsOf(title)));
	return (
		<Box flexDirection="column" height={rows} flexShrink={0}>
			<Text wrap="truncate-end">
				<Text dimColor>╭─ </Text>
				<Text {...theme[look]}>{title}</Text>
				<Text dimColor>{` ${rule}╮`}</Text>
			</Text>
			<Box
				flexDirection="column"
				borderStyle="round"
				borderTop={false}
				borderDimColor
				height={rows - 1}
				paddingX={2}
				overflow="hidden"
			>
				{children}
			</Box>
		</Box>
	);
}
