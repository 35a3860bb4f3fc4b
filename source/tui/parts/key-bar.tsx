import {Box, Text} from 'ink';
import type {KeyWord} from '../key-bar-view.ts';
import {theme} from '../theme.ts';

/** ` t tickle  k keep-alive  ? help  q quit` */
export function KeyBar({words}: {readonly words: readonly KeyWord[]}) {
	return (
		<Box paddingLeft={1} height={1} flexShrink={0}>
			<Text wrap="truncate-end">
				{words.map(({key, word}, index) => (
					<Text key={key}>
						{index > 0 && '  '}
						<Text {...theme.key}>{key}</Text> {word}
					</Text>
				))}
			</Text>
		</Box>
	);
}
