/** The name that somebody probably meant who typed `word`; undefined when none is near. */
export function nearest(word: string, names: readonly string[]): string | undefined {
	const typed = word.slice(0, longest).toLowerCase();
	let found: {readonly name: string; readonly distance: number} | undefined;
	for (const name of names) {
		const distance = distanceOf(typed, name.toLowerCase());
		if (distance <= allowance(name) && distance < (found?.distance ?? Infinity)) found = {name, distance};
	}
	return found?.name;
}

const longest = 40;

/** One slip in a short word, two in a longer one. */
const allowance = (name: string) => (name.length < 4 ? 1 : 2);

/** Insertions, deletions, substitutions and swaps of neighbours that lead from one word to the other (optimal string alignment). */
function distanceOf(one: string, other: string): number {
	let [twoBack, back]: [number[], number[]] = [[], Array.from({length: other.length + 1}, (_, column) => column)];
	for (let row = 1; row <= one.length; row += 1) {
		const current = [row];
		for (let column = 1; column <= other.length; column += 1) {
			const same = one[row - 1] === other[column - 1];
			const isSwapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
			current[column] = Math.min(
				(back[column] ?? 0) + 1,
				(current[column - 1] ?? 0) + 1,
				(back[column - 1] ?? 0) + (same ? 0 : 1),
				isSwapped ? (twoBack[column - 2] ?? Infinity) + 1 : Infinity,
			);
		}
		[twoBack, back] = [back, current];
	}
	return back[other.length] ?? one.length;
}
