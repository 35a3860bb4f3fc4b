/**
 * How a text may stand in another: as it is, as a form, an address or JSON carries it, with its blanks run together, and each of
 * these in hex and base64, as a server may repeat what it was sent. The shortest has six characters, or it would riddle any text.
 */
export function formsOf(text: string): readonly string[] {
	const form = new URLSearchParams({_: text}).toString().slice(2);
	const json = JSON.stringify(text).slice(1, -1);
	const texts = [text, form, form.replaceAll('+', '%20'), json, text.replace(/\s+/g, ' ').trim()];
	const encoded = [...new Set(texts)].flatMap(each => (each.length < least ? [] : encodingsOf(each)));
	return [...new Set([...texts, ...encoded])].filter(each => each.length >= least);
}

const least = 6;

function encodingsOf(text: string): readonly string[] {
	const bytes = new TextEncoder().encode(text);
	const hex = [...bytes].map(byte => byte.toString(16).padStart(2, '0')).join('');
	const base64 = [0, 1, 2].map(before => base64After(before, bytes));
	return [hex, hex.toUpperCase(), ...base64, ...base64.map(each => each.replaceAll('+', '-').replaceAll('/', '_'))];
}

/** Base64 writes three bytes in four characters: those that only these bytes decide, where so many bytes of others stand before. */
function base64After(before: number, bytes: Uint8Array): string {
	const all = btoa(String.fromCharCode(...new Uint8Array(before), ...bytes));
	return all.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
}
