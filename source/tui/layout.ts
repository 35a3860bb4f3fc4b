/** How much there is room for: panels with borders, a line a thing, or only what matters most. */
type Shape = 'panels' | 'lines' | 'smallest';

/** A part of the terminal. Its shape is that of the whole: it does not change because a question takes some rows. */
export type Room = {readonly columns: number; readonly rows: number; readonly shape: Shape};

export function roomOf({columns, rows}: {readonly columns: number; readonly rows: number}): Room {
	if (columns < 30 || rows < 8) return {columns, rows, shape: 'smallest'};
	return {columns, rows, shape: columns < 60 || rows < 18 ? 'lines' : 'panels'};
}

/** The columns for what stands in a panel, or on a line of its own. */
export const innerWidth = ({columns, shape}: Room) => columns - (shape === 'panels' ? 6 : 2);

/** The rows that a panel's border takes. */
export const borderRows = ({shape}: Room) => (shape === 'panels' ? 2 : 0);

/** The rows of a page below its header. */
export const pageRows = (room: Room) => Math.max(1, room.rows - 1 - borderRows(room));
