import {Box, Text} from 'ink';
import type {Line} from '../line.ts';
import {theme} from '../theme.ts';

/** Lines under each other; what is too wide is cut with `…`. */
export function Lines({lines}: {readonly lines: readonly Line[]}) {
	return (
		<Box flexDirection="column" flexShrink={0}>
			{lines.map((line, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: a line has no identity but its place
				<OneLine key={index} line={line} />
			))}
		</Box>
	);
}

export function OneLine({line}: {readonly line: Line}) {
	// An empty text would take no row.
	if (line.length === 0) return <Text> </Text>;
	return (
		<Text wrap="truncate-end">
			{line.map(({text, look}, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: a run has no identity but its place
				<Text key={index} {...theme[look]}>
					{text}
				</Text>
			))}
		</Text>
	);
}
