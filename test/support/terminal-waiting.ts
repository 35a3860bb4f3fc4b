export type Expectation = string | RegExp | ((screen: readonly string[]) => boolean);

/** In ms. Longer than anything takes on a busy machine; a test that passes never waits for it. */
const patience = 15_000;

type Waiter = {
	readonly matches: (screen: readonly string[]) => boolean;
	readonly found: (screen: readonly string[]) => void;
	readonly failed: (why: string) => void;
	readonly broken: (error: unknown) => void;
};

type Watched = {
	readonly screen: () => readonly string[];
	/** Whether a frame is being drawn, which nobody should see half. */
	readonly isDrawing: () => boolean;
	/** The whole screen and what is known of the program, for a person who reads why a test failed. */
	readonly describe: () => string;
};

/** Waits for what a screen shows. It is driven by what is drawn: `look` is called after each frame. */
export function createWaiting({screen, isDrawing, describe}: Watched) {
	const waiters = new Set<Waiter>();
	let ended = false;

	function look() {
		if (waiters.size === 0) return;
		const shown = screen();
		for (const waiter of waiters) {
			try {
				if (waiter.matches(shown)) waiter.found(shown);
			} catch (error) {
				waiter.broken(error);
			}
		}
	}

	return {
		look,
		/** Nothing will be drawn any more: what there is is all there will be. */
		end() {
			ended = true;
			look();
			for (const waiter of waiters) waiter.failed('the program ended without it');
		},
		waitFor(expected: Expectation, within = patience): Promise<readonly string[]> {
			return new Promise((resolve, reject) => {
				const settle = (act: () => void) => {
					waiters.delete(waiter);
					clearTimeout(timer);
					act();
				};
				const waiter: Waiter = {
					matches: shown => matches(expected, shown),
					found: shown => settle(() => resolve(shown)),
					failed: why => settle(() => reject(new Error(`waited for ${named(expected)}: ${why}; ${describe()}`))),
					broken: error => settle(() => reject(error)),
				};
				const timer = setTimeout(() => waiter.failed(`it did not come in ${within} ms`), within);
				waiters.add(waiter);
				if (ended || !isDrawing()) look();
				if (ended) waiter.failed('the program ended without it');
			});
		},
	};
}

function matches(expected: Expectation, screen: readonly string[]): boolean {
	if (typeof expected === 'function') return expected(screen);
	const text = screen.join('\n');
	// `search` starts at the beginning whatever `lastIndex` says.
	return typeof expected === 'string' ? text.includes(expected) : text.search(expected) !== -1;
}

function named(expected: Expectation): string {
	return typeof expected === 'string' ? JSON.stringify(expected) : String(expected);
}
