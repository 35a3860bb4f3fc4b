import {
	addressTyped,
	credentialsTyped,
	type Form,
	focusOf,
	isForPassword,
	moved,
	pasted as pastedInto,
} from './form.ts';
import {hereOf, type Move, type Navigation, type SignInPlace} from './navigation.ts';
import type {Store} from './store.ts';

type FormPorts = {
	readonly navigation: Store<Navigation, Move>;
	/** The question about the certificate is answered by keys as all others are, and what is long is scrolled by them. */
	readonly wish: (key: string, where: 'address' | 'trust') => void;
};

/** What keys and pastes do while a person signs in. */
export function createFormPresses({navigation: {getSnapshot, move}, wish}: FormPorts) {
	function pressed(place: SignInPlace, key: string): void {
		pressedAtStep(place, key);
		// It was typed for this user at this appliance: it waits for no other, however one goes on from here.
		if (place.signIn.getSnapshot().step !== 'credentials') forget(place);
	}

	function pressedAtStep(place: SignInPlace, key: string): void {
		const {signIn, form} = place;
		switch (signIn.getSnapshot().step) {
			case 'address':
				if (key === 'Esc') leave(place);
				else if (key === 'Enter') signIn.dispatch({type: 'address-given', text: form.address.text});
				else typeAddress(place, key);
				break;
			case 'looking':
				if (key === 'Esc') signIn.dispatch({type: 'address-requested'});
				break;
			case 'trust':
				wish(key, 'trust');
				break;
			case 'credentials':
				if (key === 'Esc' && place.refusal !== undefined) leave(place);
				else if (key === 'Esc') signIn.dispatch({type: 'address-requested'});
				else if (key === 'Enter') entered(place);
				else typeCredentials(place, key);
				break;
			case 'done':
				break;
		}
	}

	function typeAddress(place: SignInPlace, key: string): void {
		const next = addressTyped(place.form, key);
		if (next.address === place.form.address) wish(key, 'address');
		else addressEdited(place, next);
	}

	/** What is said of an address is not said of another one. */
	function addressEdited({signIn, form}: SignInPlace, next: Form): void {
		typed(next);
		if (next.address.text === form.address.text) return;
		move({type: 'scrolled', to: 0});
		signIn.dispatch({type: 'address-requested'});
	}

	function typeCredentials(place: SignInPlace, key: string): void {
		const {form} = place;
		const signIn = place.signIn.getSnapshot();
		if (!isForPassword(signIn, form, key)) {
			typed(credentialsTyped(signIn, form, key));
			return;
		}
		place.password.press(key);
		passwordTyped(place);
	}

	function pasted(place: SignInPlace, text: string): void {
		const {form} = place;
		const signIn = place.signIn.getSnapshot();
		if (signIn.step === 'address') {
			addressEdited(place, pastedInto(signIn, form, text));
		} else if (signIn.step === 'credentials' && focusOf(signIn, form) === 'username') {
			typed(pastedInto(signIn, form, text));
		} else if (signIn.step === 'credentials') {
			place.password.paste(text);
			passwordTyped(place);
		}
	}

	function entered(place: SignInPlace): void {
		const {signIn, form, password} = place;
		const focus = focusOf(signIn.getSnapshot(), form);
		if (focus === 'stored') signIn.dispatch({type: 'stored-password-chosen'});
		else if (focus === 'username') typed(moved(signIn.getSnapshot(), form, 1));
		else {
			const taken = password.take();
			passwordTyped(place);
			signIn.dispatch({type: 'credentials-given', username: form.username.text, password: taken, save: form.save});
		}
	}

	const typed = (form: Form) => move({type: 'typed', form});

	const passwordTyped = ({form, password}: SignInPlace) =>
		typed({...form, hasPassword: !password.isEmpty(), focus: 'password'});

	function forget({password}: SignInPlace): void {
		password.forget();
		const here = hereOf(getSnapshot());
		if (here.screen === 'sign-in' && here.form.hasPassword) typed({...here.form, hasPassword: false});
	}

	/** Back to where one came from; who started here has nowhere to go. */
	function leave(place: SignInPlace): void {
		if (getSnapshot().places.length === 1) return;
		place.signIn.stop();
		forget(place);
		move({type: 'went-back'});
	}

	return {pressed, pasted};
}
