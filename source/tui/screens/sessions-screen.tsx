import {Box, Text} from 'ink';
import {safeText} from '../../domain/server-text.ts';
import type {Session} from '../../domain/session.ts';
import type {Instant} from '../../domain/time.ts';
import {fitted} from '../cells.ts';
import {borderRows, innerWidth, type Room} from '../layout.ts';
import type {Navigation} from '../navigation.ts';
import {PlainHeader} from '../parts/header.tsx';
import {Panel} from '../parts/panel.tsx';
import {chosenOf, listed, type RowView, rowViews} from '../sessions-view.ts';
import {theme} from '../theme.ts';

type SessionsScreenProps = {
	readonly sessions: readonly Session[];
	readonly navigation: Navigation;
	readonly now: Instant;
	readonly room: Room;
};

export function SessionsScreen({sessions, navigation, now, room}: SessionsScreenProps) {
	const {filter, isHidden} = navigation;
	const rows = listed(sessions, filter.text);
	const chosen = chosenOf(rows, navigation.chosen);
	const isFiltered = filter.isTyped || filter.text !== '';
	const most = room.rows - 1 - borderRows(room) - 1 - (isFiltered ? 1 : 0);
	const first = firstShown(
		rows.findIndex(({profile}) => profile.name === chosen),
		rows.length,
		most,
	);
	const width = innerWidth(room);
	return (
		<Box flexDirection="column" height={room.rows} flexShrink={0}>
			<PlainHeader words={`${sessions.length} ${sessions.length === 1 ? 'session' : 'sessions'}`} />
			<Panel title="Sessions" room={room} rows={room.rows - 1}>
				{isFiltered && (
					<Text wrap="truncate-end">
						/{safeText(filter.text)}
						{filter.isTyped && <Text inverse>_</Text>}
						<Text dimColor>{`  ${rows.length} of ${sessions.length}`}</Text>
					</Text>
				)}
				<Text dimColor wrap="truncate-end">
					{headline(width)}
				</Text>
				{rows.length === 0 && <Text dimColor>{nothing(sessions.length)}</Text>}
				{rowViews(rows.slice(first, first + most), now, isHidden).map(row => (
					<Row key={row.profile} view={row} isChosen={row.profile === chosen} width={width} />
				))}
			</Panel>
		</Box>
	);
}

type RowProps = {readonly view: RowView; readonly isChosen: boolean; readonly width: number};

function Row({view, isChosen, width}: RowProps) {
	const {name, isNarrow, isWide} = columnsFor(width);
	const clocks = `${view.idle.padStart(8)} ${view.absolute.padStart(9)}`;
	return (
		<Text wrap="truncate-end">
			{isChosen ? '> ' : '  '}
			<Text bold={isChosen}>{fitted(view.name, name)}</Text>
			{(view.isHeld || !isNarrow) && <Text {...theme[view.tone]}>{clocks}</Text>}
			{'  '}
			{!isNarrow && fitted(view.keepAlive, keepAliveWidth)}
			{!isNarrow && <Text {...theme[view.network.look]}>{fitted(view.network.text, networkWidth)}</Text>}
			<Text {...theme[view.state.look]}>{isWide ? fitted(view.state.text, stateWidth) : view.state.text}</Text>
			{isWide && <Text dimColor>{`  ${view.host} · ${view.user}`}</Text>}
		</Text>
	);
}

const keepAliveWidth = 11;
const networkWidth = 11;
const stateWidth = 16;

function headline(width: number): string {
	const {name, isNarrow, isWide} = columnsFor(width);
	const clocks = `  ${fitted('Profile', name)}${'Idle'.padStart(8)} ${'Absolute'.padStart(9)}  `;
	const rest = `${fitted('Keep-alive', keepAliveWidth)}${fitted('Network', networkWidth)}${fitted('State', stateWidth)}${isWide ? '  Host and user' : ''}`;
	return isNarrow ? `${clocks}State` : `${clocks}${rest}`;
}

/** What the clocks and the words leave. */
const columnsFor = (width: number) => ({
	name: Math.min(24, Math.max(8, Math.floor(width / 5))),
	isNarrow: width < 66,
	isWide: width >= 100,
});

const nothing = (count: number) =>
	count === 0 ? '  no profile yet: n signs in to an appliance' : '  nothing contains that';

/** Scrolled so far that the chosen row can be seen. */
const firstShown = (chosen: number, count: number, most: number) =>
	Math.max(0, Math.min(chosen - Math.floor(most / 2), count - most));
