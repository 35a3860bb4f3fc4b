import {Box} from 'ink';
import {pageRows, type Room} from '../layout.ts';
import type {PageView} from '../page-view.ts';
import {PlainHeader} from '../parts/header.tsx';
import {Lines} from '../parts/lines.tsx';
import {Panel} from '../parts/panel.tsx';
import {linesInSight} from '../scrolling.ts';

/** Text to read; what does not fit is scrolled to, and a line at the end says so. */
export function PageScreen({view, room}: {readonly view: PageView; readonly room: Room}) {
	const {header, title, look, lines, scroll} = view;
	return (
		<Box flexDirection="column" height={room.rows} flexShrink={0}>
			<PlainHeader words={header} />
			<Panel title={title} look={look} room={room} rows={room.rows - 1}>
				<Lines lines={linesInSight(lines, pageRows(room), scroll)} />
			</Panel>
		</Box>
	);
}
