import type {SignIn} from '../domain/sign-in.ts';
import {asOneLine, type Edited, edited, editedOf, inserted, isCharacter} from './text-editing.ts';

export type FieldName = 'stored' | 'username' | 'password' | 'save';

/** What a person has typed so far. The password is here from the first key until it is handed over, and nowhere else. */
export type Form = {
	readonly address: Edited;
	readonly username: Edited;
	readonly password: string;
	readonly save: boolean;
	/** Whether a stored password may be offered: one that was refused is not. */
	readonly mayUseStored: boolean;
	/** Undefined until a person moves: then the first field that wants something. */
	readonly focus: FieldName | undefined;
};

export const createForm = ({draft}: SignIn, mayUseStored: Form['mayUseStored']): Form => ({
	address: editedOf(draft.address),
	username: editedOf(draft.username),
	password: '',
	save: draft.savePassword,
	mayUseStored,
	focus: undefined,
});

/** The stored password is on offer to the user whose it is. */
export const offersStored = ({draft}: SignIn, form: Form) =>
	form.mayUseStored && draft.passwordStored && form.username.text.trim() === draft.username;

function fieldsOf(signIn: SignIn, form: Form): readonly FieldName[] {
	const stored: readonly FieldName[] = offersStored(signIn, form) ? ['stored'] : [];
	const save: readonly FieldName[] = signIn.draft.storage === 'memory' ? [] : ['save'];
	return [...stored, 'username', 'password', ...save];
}

export function focusOf(signIn: SignIn, form: Form): FieldName {
	if (form.focus !== undefined && fieldsOf(signIn, form).includes(form.focus)) return form.focus;
	if (offersStored(signIn, form)) return 'stored';
	return form.username.text === '' ? 'username' : 'password';
}

/** The form after a key at the address. */
export const addressTyped = (form: Form, key: string): Form => ({...form, address: edited(form.address, key)});

/** The form after a key at the credentials. Enter and Esc are not for the form. */
export function credentialsTyped(signIn: SignIn, form: Form, key: string): Form {
	const focus = focusOf(signIn, form);
	if (key === 'Tab' || key === 'Down') return moved(signIn, form, 1);
	if (key === 'Shift-Tab' || key === 'Up') return moved(signIn, form, -1);
	switch (focus) {
		case 'stored':
			// Whoever types instead of taking the stored one means the password.
			return isCharacter(key) && key !== ' ' ? passwordTyped({...form, focus: 'password'}, key) : form;
		case 'username':
			return {...form, focus, username: edited(form.username, key)};
		case 'password':
			return {...passwordTyped(form, key), focus};
		case 'save':
			return key === ' ' || key === 'Left' || key === 'Right' ? {...form, focus, save: !form.save} : form;
	}
}

/** One field further, where Enter leads; the form itself at the last one. */
export const moved = (signIn: SignIn, form: Form, by: 1 | -1): Form => {
	const fields = fieldsOf(signIn, form);
	const index = fields.indexOf(focusOf(signIn, form)) + by;
	return {...form, focus: fields[(index + fields.length) % fields.length]};
};

/** Dots do not show where a cursor stands, so there is none: what is typed goes to the end. */
function passwordTyped(form: Form, key: string): Form {
	if (key === 'Backspace') return {...form, password: [...form.password].slice(0, -1).join('')};
	if (key === 'Ctrl-U' || key === 'Ctrl-W') return {...form, password: ''};
	return isCharacter(key) ? {...form, password: longerPassword(form.password, key)} : form;
}

const longestPassword = 1024;
const longerPassword = (password: string, more: string) => [...password, ...more].slice(0, longestPassword).join('');

/** A pasted text goes into the field at hand as one line; its line breaks neither submit nor stay. */
export function pasted(signIn: SignIn, form: Form, text: string): Form {
	const more = asOneLine(text);
	if (signIn.step === 'address') return {...form, address: inserted(form.address, more.trim())};
	if (signIn.step !== 'credentials') return form;
	const focus = focusOf(signIn, form);
	if (focus === 'username') return {...form, focus, username: inserted(form.username, more.trim())};
	return {...form, focus: 'password', password: longerPassword(form.password, more)};
}
