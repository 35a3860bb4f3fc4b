import type {SignIn} from '../domain/sign-in.ts';
import {asOneLine, type Edited, edited, editedOf, inserted, isCharacter} from './text-editing.ts';

export type FieldName = 'stored' | 'username' | 'password' | 'save';

/** What a person has typed so far, but for the password: that is drawn as dots, and this is what there is to draw. */
export type Form = {
	readonly address: Edited;
	readonly username: Edited;
	readonly hasPassword: boolean;
	readonly save: boolean;
	/** Whether a stored password may be offered: one that was refused is not. */
	readonly mayUseStored: boolean;
	/** Undefined until a person moves: then the first field that wants something. */
	readonly focus: FieldName | undefined;
};

export const createForm = ({draft}: SignIn, mayUseStored: Form['mayUseStored']): Form => ({
	address: editedOf(draft.address),
	username: editedOf(draft.username),
	hasPassword: false,
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

/** Whether a key at the credentials is for the password. Whoever types instead of taking the stored one means a new one. */
export function isForPassword(signIn: SignIn, form: Form, key: string): boolean {
	const focus = focusOf(signIn, form);
	if (focus === 'stored') return isCharacter(key) && key !== ' ';
	return focus === 'password' && stepOf(key) === undefined;
}

/** The form after any other key at the credentials. Enter and Esc are not for the form. */
export function credentialsTyped(signIn: SignIn, form: Form, key: string): Form {
	const step = stepOf(key);
	if (step !== undefined) return moved(signIn, form, step);
	const focus = focusOf(signIn, form);
	if (focus === 'username') return {...form, focus, username: edited(form.username, key)};
	const isToggled = focus === 'save' && (key === ' ' || key === 'Left' || key === 'Right');
	return isToggled ? {...form, focus, save: !form.save} : form;
}

function stepOf(key: string): 1 | -1 | undefined {
	if (key === 'Tab' || key === 'Down') return 1;
	return key === 'Shift-Tab' || key === 'Up' ? -1 : undefined;
}

/** One field further, where Enter leads; the form itself at the last one. */
export const moved = (signIn: SignIn, form: Form, by: 1 | -1): Form => {
	const fields = fieldsOf(signIn, form);
	const index = fields.indexOf(focusOf(signIn, form)) + by;
	return {...form, focus: fields[(index + fields.length) % fields.length]};
};

/** A pasted text goes into the field at hand as one line; its line breaks neither submit nor stay. */
export function pasted(signIn: SignIn, form: Form, text: string): Form {
	const more = asOneLine(text).trim();
	return signIn.step === 'address'
		? {...form, address: inserted(form.address, more)}
		: {...form, focus: 'username', username: inserted(form.username, more)};
}
