export const capital = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** As one that stands by itself: most of our words are made to stand in a line of stderr, too. */
export const sentence = (text: string) => `${capital(text)}.`;
