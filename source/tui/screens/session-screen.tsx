import {Box} from 'ink';
import type {EventReport} from '../../domain/event-report.ts';
import type {Active, Expired, Session} from '../../domain/session.ts';
import type {Instant} from '../../domain/time.ts';
import {type Shown, shownOf} from '../hiding.ts';
import {eventLines} from '../journal-words.ts';
import {borderRows, innerWidth, type Room} from '../layout.ts';
import {messageView} from '../message-view.ts';
import {Countdown} from '../parts/countdown.tsx';
import {SessionHeader} from '../parts/header.tsx';
import {Lines, OneLine} from '../parts/lines.tsx';
import {Panel} from '../parts/panel.tsx';
import {RoundTrips, tripsIn} from '../parts/round-trips.tsx';
import {explainContextOf, headerView, heldView, moreLines} from '../session-view.ts';
import {tripsView} from '../trips-view.ts';

type SessionScreenProps = {
	readonly session: Session;
	/** What is written of it, where it is over. */
	readonly past: readonly EventReport[];
	readonly now: Instant;
	readonly room: Room;
	readonly isHidden: boolean;
};

export function SessionScreen({session, past, now, room, isHidden}: SessionScreenProps) {
	const shown = shownOf(session.profile, isHidden);
	const width = innerWidth(room);
	const context = explainContextOf(session, isHidden);
	const {phase} = session;
	const message = phase.name === 'active' ? undefined : messageView(session, phase, {now, width, context, shown, past});
	const bodyRows = room.rows - 1;
	const wanted = (message?.lines.length ?? heldRows(session, {room, shown})) + borderRows(room);
	const left = bodyRows - Math.min(wanted, bodyRows);
	// A frame around no line is no use.
	const eventRows = left > borderRows(room) ? left : 0;
	const mainRows = bodyRows - eventRows;
	return (
		<Box flexDirection="column" height={room.rows} flexShrink={0}>
			<SessionHeader view={headerView(session, shown)} columns={room.columns} />
			{message !== undefined && (
				<Panel
					title={message.title}
					look={message.tone === 'calm' ? 'strong' : message.tone}
					room={room}
					rows={mainRows}
				>
					<Lines lines={message.lines} />
				</Panel>
			)}
			{phase.name === 'active' && (
				<Panel title="Session" room={room} rows={mainRows}>
					<Held session={session} held={phase} now={now} room={room} shown={shown} />
				</Panel>
			)}
			{eventRows > 0 && (
				<Panel title="Events" room={room} rows={eventRows}>
					<Lines
						lines={eventLines(session.journal, {now, most: eventRows - borderRows(room), width, shown}, context)}
					/>
				</Panel>
			)}
		</Box>
	);
}

type HeldProps = {
	readonly session: Session;
	readonly held: Active | Expired;
	readonly now: Instant;
	readonly room: Room;
	readonly shown: Shown;
};

/** How many rows the following takes. */
const heldRows = (session: Session, {room, shown}: Pick<HeldProps, 'room' | 'shown'>) =>
	room.shape === 'panels' ? 7 + moreLines(session, shown).length : 5;

function Held({session, held, now, room, shown}: HeldProps) {
	const width = innerWidth(room);
	const {idle, absolute, keepAlive, renew, token, more} = heldView(session, held, {now, width, shown});
	const isRoomy = room.shape === 'panels';
	return (
		<Box flexDirection="column" flexShrink={0}>
			<Countdown view={idle} width={width} />
			<Countdown view={absolute} width={width} />
			{isRoomy && <Lines lines={[[]]} />}
			<OneLine line={keepAlive} />
			<OneLine line={renew} />
			{isRoomy && <OneLine line={token} />}
			{isRoomy && <Lines lines={more} />}
			<RoundTrips view={tripsView(session, tripsIn(width))} width={width} />
		</Box>
	);
}
