import {join} from 'node:path';
import {parseEvent} from '../domain/event-format.ts';
import type {EventReport} from '../domain/event-report.ts';
import {failure, type Outcome, success} from '../domain/outcome.ts';
import {parseJson} from '../domain/reader.ts';
import {safeText} from '../domain/server-text.ts';
import type {Instant} from '../domain/time.ts';
import type {Clock, EventLog, FileFailure} from '../ports.ts';
import {fileFailure} from './file-failure.ts';
import {makePrivateFolder} from './private-folder.ts';
import {appendPrivately, readEndPrivately} from './private-lines.ts';

type LogOptions = {
	readonly folder: string;
	readonly clock: Clock;
	/** In bytes: a file that has become so large is set aside. */
	readonly most?: number;
};

/** In bytes: a week of one session and another week before it. */
const usualMost = 1024 * 1024;

/** In bytes; our own lines are a few hundred. */
const longestLine = 4096;

/** Far more than any one session's death takes to tell. */
const mostRead = 2000;

/**
 * `events.jsonl` in the state folder: an event a line, of all profiles and all processes. What it grows out of becomes
 * `events.1.jsonl`, in the place of the one before.
 */
export function createEventLog({folder, clock, most = usualMost}: LogOptions): EventLog {
	const path = join(folder, 'events.jsonl');
	const older = join(folder, 'events.1.jsonl');
	let rotating: Promise<() => Promise<Outcome<void, FileFailure>>> | undefined;

	let made: Promise<Outcome<void, FileFailure>> | undefined;

	/** Loaded when it is first needed, which is seldom. */
	async function rotate(): Promise<Outcome<void, FileFailure>> {
		rotating ??= import('./event-rotation.ts').then(({createRotation}) => createRotation({path, older, most, clock}));
		return (await rotating)();
	}

	async function append(text: string, isAgain: boolean): Promise<Outcome<void, FileFailure>> {
		made ??= makePrivateFolder(folder);
		const folders = await made;
		if (!folders.ok) {
			made = undefined;
			return folders;
		}
		const appended = await appendWithin(most, text);
		// Somebody removed the folder.
		if (appended !== 'no-folder') return appended;
		made = undefined;
		return isAgain
			? failure(fileFailure('unwritable', path, 'its folder vanishes again and again'))
			: append(text, true);
	}

	async function appendWithin(limit: number, text: string): Promise<Outcome<void, FileFailure> | 'no-folder'> {
		const appended = await appendPrivately(path, text, limit);
		if (!appended.ok) return appended.failure === 'no-folder' ? 'no-folder' : failure(appended.failure);
		if (appended.value === 'written') return success(undefined);
		const rotated = await rotate();
		// If another is at it and has not finished, one batch more does no harm.
		return rotated.ok ? appendWithin(Number.POSITIVE_INFINITY, text) : rotated;
	}

	return {
		append: events => (events.length === 0 ? Promise.resolve(success(undefined)) : append(linesOf(events), false)),
		async read(profile, since) {
			const latest = eventsIn(await readEndPrivately(path, most + longestLine), profile, since);
			// What is older is needed only where this file does not go back far enough.
			const before = latest.goesBack
				? none
				: eventsIn(await readEndPrivately(older, most + longestLine), profile, since);
			return [...before.events, ...latest.events].slice(-mostRead);
		},
	};
}

const linesOf = (events: readonly EventReport[]) => events.map(lineOf).join('');

function lineOf(event: EventReport): string {
	const line = `${JSON.stringify(event)}\n`;
	return line.length <= longestLine ? line : `${JSON.stringify({...event, text: safeText(event.text, 200)})}\n`;
}

type Found = {
	readonly events: readonly EventReport[];
	/** Whether there were some from before the time that was asked for. */
	readonly goesBack: boolean;
};

const none: Found = {events: [], goesBack: false};

/** Torn lines, other programs' and other profiles' are passed over. */
function eventsIn(content: string, profile: string, since: Instant | undefined): Found {
	const named = JSON.stringify(profile);
	// Instants in events are cut off to the second.
	const first = since === undefined ? Number.NEGATIVE_INFINITY : since - 1000;
	const events: EventReport[] = [];
	let goesBack = false;
	for (const line of content.split('\n')) {
		// Reading JSON takes longer than looking whether it may be of interest.
		if (line.length > longestLine || !line.includes(named)) continue;
		const isOld = Date.parse(timeIn.exec(line)?.[1] ?? '') <= first;
		goesBack ||= isOld;
		const event = isOld ? undefined : parseEvent(parseJson(line));
		if (event?.profile === profile && Date.parse(event.at) > first) events.push(event);
	}
	return {events, goesBack};
}

const timeIn = /"at":"([^"]{20,24})"/;
