import {Text} from 'ink';

/** All that there is room for: `dc1 07:41`. */
export function SmallestScreen({words}: {readonly words: string}) {
	return <Text wrap="truncate-end">{words}</Text>;
}
