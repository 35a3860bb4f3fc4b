import {Secret} from '../domain/secret.ts';
import {addressTyped, credentialsTyped, focusOf, moved} from './form.ts';
import type {Move, Navigation, Place} from './navigation.ts';
import type {Store} from './store.ts';

type SignInPlace = Extract<Place, {readonly screen: 'sign-in'}>;

type FormPorts = {
	readonly navigation: Store<Navigation, Move>;
	/** The question about the certificate is answered by keys as all others are. */
	readonly wish: (key: string) => void;
};

/** What a key does while a person signs in. */
export function createFormPresses({navigation: {getSnapshot, move}, wish}: FormPorts) {
	function typed(place: SignInPlace, key: string): void {
		const {signIn, form} = place;
		const state = signIn.getSnapshot();
		switch (state.step) {
			case 'address':
				if (key === 'Esc') leave(place);
				else if (key === 'Enter') signIn.dispatch({type: 'address-given', text: form.address.text});
				else move({type: 'typed', form: addressTyped(form, key)});
				break;
			case 'looking':
				if (key === 'Esc') signIn.dispatch({type: 'address-requested'});
				break;
			case 'trust':
				wish(key);
				break;
			case 'credentials':
				if (key === 'Esc') signIn.dispatch({type: 'address-requested'});
				else if (key === 'Enter') entered(place);
				else move({type: 'typed', form: credentialsTyped(state, form, key)});
				break;
			case 'done':
				break;
		}
	}

	function entered({signIn, form}: SignInPlace): void {
		const focus = focusOf(signIn.getSnapshot(), form);
		if (focus === 'stored') signIn.dispatch({type: 'stored-password-chosen'});
		else if (focus === 'username') move({type: 'typed', form: moved(signIn.getSnapshot(), form, 1)});
		else submit({signIn, form});
	}

	function submit({signIn, form}: Pick<SignInPlace, 'signIn' | 'form'>): void {
		const password = new Secret(form.password);
		move({type: 'typed', form: {...form, password: '', focus: 'password'}});
		signIn.dispatch({type: 'credentials-given', username: form.username.text, password, save: form.save});
	}

	/** Back to where one came from; who started here has nowhere to go. */
	function leave({signIn}: SignInPlace): void {
		if (getSnapshot().places.length === 1) return;
		signIn.stop();
		move({type: 'went-back'});
	}

	return typed;
}
