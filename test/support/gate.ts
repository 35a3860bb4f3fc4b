/** Lets calls through, or holds them until it is opened again. */
export function createGate() {
	let opened: Promise<void> | undefined;
	let open: () => void = () => undefined;
	return {
		pass: () => opened ?? Promise.resolve(),
		hold: () => {
			opened = new Promise(resolve => {
				open = resolve;
			});
		},
		open: () => {
			opened = undefined;
			open();
		},
	};
}
