import {expect, test} from 'vitest';
import {asciiOf} from '../../source/tui/ascii.ts';

test('every sign of ours has a likeness in ASCII, and letters lose their marks', () => {
	expect(asciiOf('╭─ Idle ─╮ │█░│ ● ○ ✕ · … ▁▂▃▄▅▆▇█ «x» •')).toBe('+- Idle -+ |#.| * o x - > _.-=+*%# <x> *');
	expect(asciiOf('münchen 東京')).toBe('munchen ????');
	expect(asciiOf('\u001b[1mbold\u001b[22m')).toBe('\u001b[1mbold\u001b[22m');
});
