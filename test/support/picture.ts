import {background, cellColours} from './picture-palette.ts';
import {cell, shapeOf} from './picture-shapes.ts';
import type {Glyph} from './terminal-screen.ts';

export type PictureOptions = {
	readonly columns: number;
	/** Read out to those who cannot see it. */
	readonly title: string;
};

const margin = 18;
const baseline = 15;
const fonts = "ui-monospace,'Cascadia Mono',Menlo,Consolas,'DejaVu Sans Mono','Liberation Mono',monospace";

/**
 * A terminal's screen as an SVG that looks the same whatever fonts there are: every word is stretched to the cells it had
 * (`textLength`), and lines, bars and shades are drawn rather than written, so that they meet.
 */
export function drawPicture(rows: ReadonlyArray<readonly Glyph[]>, {columns, title}: PictureOptions): string {
	const width = columns * cell.width + 2 * margin;
	const height = rows.length * cell.height + 2 * margin;
	/** Everything of one paint is one path, so that neighbours leave no seam. */
	const paths = new Map<string, string>();
	const texts: string[] = [];
	const draw = (paint: string, path: string) => paths.set(paint, (paths.get(paint) ?? '') + path);

	for (const [row, glyphs] of rows.entries()) {
		const top = row * cell.height;
		for (const glyph of glyphs) {
			const left = glyph.column * cell.width;
			const wide = glyph.width * cell.width;
			const {ink, ground} = cellColours(glyph);
			if (ground !== undefined) draw(`fill="${ground}"`, `M${left} ${top}h${wide}v${cell.height}h${-wide}z`);
			if (glyph.underline) draw(`fill="${ink}"`, `M${left} ${top + baseline + 2}h${wide}v1h${-wide}z`);
			const shape = shapeOf(glyph.text, left, top);
			if (shape?.kind === 'stroke') draw(`stroke="${ink}"${opacity(glyph, 1)}`, shape.path);
			if (shape?.kind === 'fill') draw(`fill="${ink}"${opacity(glyph, shape.opacity)}`, shape.path);
		}
		for (const word of words(glyphs)) texts.push(write(word, top + baseline));
	}
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
		`<title>${escaped(title)}</title>`,
		`<rect width="${width}" height="${height}" rx="10" fill="${background}"/>`,
		`<g transform="translate(${margin} ${margin})" font-family="${fonts}" font-size="15">`,
		...[...paths].map(
			([paint, path]) => `<path ${paint.startsWith('stroke') ? 'fill="none" ' : ''}${paint} d="${path}"/>`,
		),
		...texts,
		'</g>',
		'</svg>',
		'',
	].join('\n');
}

/** Characters side by side that look alike; a blank or a shape ends a word. */
function words(glyphs: readonly Glyph[]): ReadonlyArray<readonly Glyph[]> {
	const found: Glyph[][] = [];
	let before: Glyph | undefined;
	for (const glyph of glyphs) {
		const written = glyph.text.trim() !== '' && shapeOf(glyph.text, 0, 0) === undefined;
		if (
			written &&
			before !== undefined &&
			before.column + before.width === glyph.column &&
			face(before) === face(glyph)
		) {
			found.at(-1)?.push(glyph);
		} else if (written) {
			found.push([glyph]);
		}
		before = written ? glyph : undefined;
	}
	return found;
}

function write(word: readonly Glyph[], bottom: number): string {
	const [first] = word;
	if (first === undefined) return '';
	const cells = word.reduce((sum, glyph) => sum + glyph.width, 0);
	const place = `x="${first.column * cell.width}" y="${bottom}" textLength="${cells * cell.width}" lengthAdjust="spacingAndGlyphs"`;
	return `<text ${place} ${face(first)}>${escaped(word.map(glyph => glyph.text).join(''))}</text>`;
}

function face(glyph: Glyph): string {
	const weight = glyph.bold ? ' font-weight="700"' : '';
	const slant = glyph.italic ? ' font-style="italic"' : '';
	return `fill="${cellColours(glyph).ink}"${opacity(glyph, 1)}${weight}${slant}`;
}

function opacity(glyph: Glyph, own: number): string {
	const all = own * (glyph.dim ? 0.6 : 1);
	return all === 1 ? '' : ` opacity="${all}"`;
}

/** Server text can hold what XML forbids; it never reaches a screen, and if it did it must not break the picture. */
function escaped(text: string): string {
	return text
		.replaceAll('&', '&amp;')
		.replaceAll('<', '&lt;')
		.replaceAll('>', '&gt;')
		.replaceAll(/[\u0000-\u001F\uFFFE\uFFFF]|\p{Surrogate}/gu, '\uFFFD');
}
