import {Text} from 'ink';
import {theme} from '../theme.ts';
import {notAccepted, type TripsView} from '../trips-view.ts';

type RoundTripsProps = {readonly view: TripsView | undefined; readonly width: number};

/** `12:00 ▁▁▂▁▁█✕▂▁ 14:02   tickles, round trip` */
export function RoundTrips({view, width}: RoundTripsProps) {
	if (view === undefined) return <Text dimColor>no tickle yet</Text>;
	return (
		<Text wrap="truncate-end">
			{view.from}{' '}
			{view.strip.split(/(✕+)/).map((part, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: a part of the strip has no identity but its place
				<Text key={index} {...theme[part.startsWith(notAccepted) ? 'alarm' : 'calm']}>
					{part}
				</Text>
			))}{' '}
			{view.to}
			{width >= 50 && <Text dimColor>{'   tickles, round trip'}</Text>}
		</Text>
	);
}

/** How many tickles fit beside the times and the words. */
export const tripsIn = (width: number) => Math.max(4, width - 12 - (width >= 50 ? 22 : 0));
