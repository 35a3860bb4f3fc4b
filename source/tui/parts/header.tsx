import {Box, Text} from 'ink';
import type {HeaderView} from '../session-view.ts';
import {theme} from '../theme.ts';

/** ` svt-tui  dc1 · administrator@vsphere.local · dc1.example        ● online  pinned` */
export function SessionHeader({view, columns}: {readonly view: HeaderView; readonly columns: number}) {
	const {name, user, host, trust} = view;
	const isWide = columns >= 60;
	const network = isWide ? view.network : view.shortNetwork;
	return (
		<Box paddingX={1} justifyContent="space-between" flexShrink={0}>
			<Text wrap="truncate-end">
				{isWide && <Text dimColor>{'svt-tui  '}</Text>}
				<Text bold>{name}</Text> · {user} · {host}
			</Text>
			<Box flexShrink={0} marginLeft={2}>
				<Text>
					<Text {...theme[network.look]}>{network.text}</Text>
					{isWide && trust !== undefined && <Text {...theme[trust.look]}>{`  ${trust.text}`}</Text>}
				</Text>
			</Box>
		</Box>
	);
}

/** ` svt-tui  sign in` */
export function PlainHeader({words}: {readonly words: string}) {
	return (
		<Box paddingX={1} flexShrink={0}>
			<Text wrap="truncate-end">
				<Text dimColor>{'svt-tui  '}</Text>
				<Text bold>{words}</Text>
			</Text>
		</Box>
	);
}
