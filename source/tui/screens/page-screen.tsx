import {Box} from 'ink';
import {pageRows, type Room} from '../layout.ts';
import {line} from '../line.ts';
import {mostScroll, type PageView} from '../page-view.ts';
import {PlainHeader} from '../parts/header.tsx';
import {Lines} from '../parts/lines.tsx';
import {Panel} from '../parts/panel.tsx';

/** Text to read; what does not fit is scrolled to, and a line at the end says so. */
export function PageScreen({view, room}: {readonly view: PageView; readonly room: Room}) {
	const {header, title, look, lines, scroll} = view;
	const most = pageRows(room);
	const first = Math.min(scroll, mostScroll(view, room));
	const isMore = first + most < lines.length;
	const part = lines.slice(first, first + most - (isMore ? 1 : 0));
	return (
		<Box flexDirection="column" height={room.rows} flexShrink={0}>
			<PlainHeader words={header} />
			<Panel title={title} look={look} room={room} rows={room.rows - 1}>
				<Lines lines={isMore ? [...part, line('… Down for more', 'dim')] : part} />
			</Panel>
		</Box>
	);
}
