/** A value that changes by moves, one after the other, also when several keys come at once. */
export type Store<State, Move> = {
	readonly getSnapshot: () => State;
	readonly subscribe: (listener: () => void) => () => void;
	readonly move: (move: Move) => void;
};

export function createStore<State, Move>(
	initial: State,
	reduce: (state: State, move: Move) => State,
): Store<State, Move> {
	let state = initial;
	const listeners = new Set<() => void>();
	return {
		getSnapshot: () => state,
		subscribe(listener) {
			listeners.add(listener);
			return () => void listeners.delete(listener);
		},
		move(move) {
			const next = reduce(state, move);
			if (next === state) return;
			state = next;
			for (const listener of [...listeners]) listener();
		},
	};
}
