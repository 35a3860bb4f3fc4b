import {Box, Text} from 'ink';
import {type Draft, proxyFor} from '../../domain/draft.ts';
import {proxyInWords, storageInWords, trustInWords, wayInWords} from '../../domain/profile-in-words.ts';
import type {SignIn} from '../../domain/sign-in.ts';
import {type Form, focusOf, offersStored} from '../form.ts';
import {innerWidth, type Room} from '../layout.ts';
import {type Line, line, paragraph} from '../line.ts';
import {Field, PasswordField, TextField, Toggle} from '../parts/field.tsx';
import {PlainHeader} from '../parts/header.tsx';
import {Lines, OneLine} from '../parts/lines.tsx';
import {Panel} from '../parts/panel.tsx';
import {linesInSight} from '../scrolling.ts';
import {addressProblem, credentialsProblem, problemRows} from '../sign-in-view.ts';

type SignInScreenProps = {
	readonly signIn: SignIn;
	readonly form: Form;
	/** What came of what was typed before, with what to know before typing a password; undefined at first. */
	readonly refused: readonly Line[] | undefined;
	/** What to know before typing a password. */
	readonly warning: readonly Line[];
	/** How far the reasons of a refused address are scrolled. */
	readonly scroll: number;
	readonly room: Room;
};

export function SignInScreen(props: SignInScreenProps) {
	const {signIn, room} = props;
	return (
		<Box flexDirection="column" height={room.rows} flexShrink={0}>
			<PlainHeader words="sign in" />
			<Panel title={titles[signIn.step]} room={room} rows={room.rows - 1}>
				<Step {...props} />
			</Panel>
		</Box>
	);
}

const titles: Readonly<Record<SignIn['step'], string>> = {
	address: 'Which appliance?',
	looking: 'Which appliance?',
	trust: 'Trust this certificate?',
	credentials: 'Who are you?',
	done: 'Signing in',
};

function Step({signIn, form, refused, warning, scroll, room}: SignInScreenProps) {
	const width = innerWidth(room);
	switch (signIn.step) {
		case 'address':
			return (
				<>
					<TextField label="Appliance" value={form.address} isFocused width={width} />
					<Lines
						lines={
							signIn.problem === undefined
								? addressHint(width)
								: [[], ...linesInSight(addressProblem(signIn, width), problemRows(room), scroll)]
						}
					/>
				</>
			);
		case 'looking':
			return (
				<>
					<TextField label="Appliance" value={form.address} isFocused={false} width={width} />
					<Lines
						lines={[
							[],
							line(`Looking at the certificate of ${signIn.origin} …`),
							...proxyLines(signIn, signIn.origin),
							line('Nothing else is sent yet.', 'dim'),
						]}
					/>
				</>
			);
		case 'credentials':
			return <Credentials signIn={signIn} form={form} refused={refused} warning={warning} width={width} />;
		case 'trust':
		case 'done':
			return <Text>Asking the appliance for a token …</Text>;
	}
}

function proxyLines({draft, profiles}: SignIn, origin: string): readonly Line[] {
	const way = wayInWords(proxyFor(draft, profiles, origin));
	return way === undefined ? [] : [line(`The way there leads ${way}.`, 'dim')];
}

const placeInWords = ({storage}: Draft) =>
	storage === 'keychain' ? 'in the keychain of this system' : storageInWords[storage].place;

const addressHint = (width: number): readonly Line[] => [
	...paragraph(
		'Host name or IP address of a virtual controller or management appliance, with the port if it is not 443.',
		width,
		'dim',
		'  ',
	),
	[],
];

type CredentialsProps = Pick<SignInScreenProps, 'form' | 'refused' | 'warning'> & {
	readonly width: number;
	readonly signIn: Extract<SignIn, {readonly step: 'credentials'}>;
};

function Credentials({signIn, form, refused, warning, width}: CredentialsProps) {
	const focus = focusOf(signIn, form);
	const {draft, profiles, origin, trust} = signIn;
	const proxy = proxyFor(draft, profiles, origin);
	return (
		<>
			{refused !== undefined && <Lines lines={[...refused, []]} />}
			<Field label="Appliance" isFocused={false}>
				<Text wrap="truncate-end">
					{origin}
					<Text dimColor>{`  ${trustInWords({origin, trust}).long}${proxy === undefined ? '' : ', via proxy'}`}</Text>
				</Text>
			</Field>
			{refused === undefined && proxy === undefined && <Lines lines={[[]]} />}
			{refused === undefined && proxy !== undefined && (
				<Field label="Proxy" isFocused={false}>
					<Text wrap="truncate-end">{proxyInWords(proxy)}</Text>
				</Field>
			)}
			{offersStored(signIn, form) && (
				<Field label="Stored" isFocused={focus === 'stored'}>
					<Text wrap="truncate-end">use the stored password</Text>
				</Field>
			)}
			<TextField label="User name" value={form.username} isFocused={focus === 'username'} width={width} />
			<PasswordField label="Password" isEmpty={!form.hasPassword} isFocused={focus === 'password'} />
			{draft.storage === 'memory' ? (
				<OneLine line={line('  Nothing is saved: storage is memory', 'dim')} />
			) : (
				<Toggle
					label="Save"
					isOn={form.save}
					isFocused={focus === 'save'}
					words={`the password ${placeInWords(draft)}`}
				/>
			)}
			<Lines
				lines={refused === undefined ? [[], credentialsProblem(signIn), ...warning] : [credentialsProblem(signIn)]}
			/>
		</>
	);
}
