import {Text} from 'ink';
import {cellsOf} from '../cells.ts';
import type {CountdownView} from '../countdown-view.ts';
import {theme} from '../theme.ts';
import {Bar} from './bar.tsx';

/** `Idle        07:41   ████████████░░░░  ends 14:12:03 unless used`: no digit moves anything. */
export function Countdown({view, width}: {readonly view: CountdownView; readonly width: number}) {
	const isWide = width >= 72;
	const barWidth = barWidthFor(width, isWide ? 32 : 17);
	const words = isWide ? view.words : view.shortWords;
	const fits = cellsOf(words) <= width - clockWidth;
	return (
		<Text wrap="truncate-end">
			{view.label.padEnd(8)}
			<Text {...theme[view.tone === 'calm' ? 'strong' : view.tone]}>
				{view.clock.padStart(9)}
				{view.sign.padStart(2)}{' '}
			</Text>
			{barWidth > 0 && <Bar part={view.part} width={barWidth} tone={view.tone} />}
			{barWidth > 0 ? '  ' : ''}
			{fits ? words : ''}
		</Text>
	);
}

/** Label, clock and sign. */
const clockWidth = 8 + 9 + 3;

/** What the label, the clock and the words leave; a bar of a few cells says nothing. */
function barWidthFor(width: number, wordsWidth: number): number {
	const left = width - clockWidth - 2 - wordsWidth;
	return left < 8 ? 0 : Math.min(60, left);
}
