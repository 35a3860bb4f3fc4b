import {Box, Text} from 'ink';
import {explain} from '../domain/explain.ts';
import type {SignIn} from '../domain/sign-in.ts';
import {type FrameView, frameView, type Shown} from './frame-view.ts';
import {innerWidth} from './layout.ts';
import {lockWarning} from './lock-warning.ts';
import {hereOf} from './navigation.ts';
import {KeyBar} from './parts/key-bar.tsx';
import {Lines} from './parts/lines.tsx';
import {Panel} from './parts/panel.tsx';
import {PageScreen} from './screens/page-screen.tsx';
import {SessionScreen} from './screens/session-screen.tsx';
import {SessionsScreen} from './screens/sessions-screen.tsx';
import {SignInScreen} from './screens/sign-in-screen.tsx';
import {SmallestScreen} from './screens/smallest-screen.tsx';
import {explainContextOf} from './session-view.ts';
import {refusedLines} from './sign-in-view.ts';
import {smallestWords} from './smallest-view.ts';

type FrameProps = {readonly shown: Shown; readonly signIn: SignIn | undefined};

/** The whole terminal: the screen at hand, what is asked or told beside it, and the keys. */
export function Frame({shown, signIn}: FrameProps) {
	const {room, navigation, sessions, now} = shown;
	if (room.shape === 'smallest') return <SmallestScreen words={smallestWords(navigation, sessions, now)} />;
	const view = frameView(shown);
	const {notices, question, questionRows, extra, keys} = view;
	return (
		<Box flexDirection="column" width={room.columns} height={room.rows} overflow="hidden">
			{notices.length > 0 && <Notices lines={notices} />}
			<Body shown={shown} view={view} signIn={signIn} />
			{question !== undefined && (
				<Panel title={question.title} look="warn" room={room} rows={questionRows}>
					{room.shape === 'lines' && <Text bold>{question.title}</Text>}
					<Lines lines={question.lines} />
				</Panel>
			)}
			{extra.length > 0 && <KeyBar words={extra} />}
			<KeyBar words={keys} />
		</Box>
	);
}

type BodyProps = FrameProps & {readonly view: FrameView};

function Body({shown: {navigation, sessions, pastEvents, now}, view: {session, page, body}, signIn}: BodyProps) {
	const here = hereOf(navigation);
	const {isHidden} = navigation;
	if (body.rows === 0) return null;
	if (page !== undefined) return <PageScreen view={page} room={body} />;
	if (here.screen === 'sign-in' && signIn !== undefined) {
		const known = sessions.find(({profile}) => profile.name === signIn.draft.profileName);
		const warning = lockWarning(known, now, innerWidth(body));
		const context = known === undefined ? {} : explainContextOf(known, isHidden);
		const refused = here.refusal && refusedLines(explain(here.refusal, context), warning, body);
		const {form, scroll} = here;
		return <SignInScreen {...{signIn, form, refused, warning, scroll}} room={body} />;
	}
	if (here.screen === 'session' && session !== undefined)
		return <SessionScreen {...{session, now, isHidden}} past={pastEvents(session.profile.name)} room={body} />;
	return <SessionsScreen sessions={sessions} navigation={navigation} now={now} room={body} />;
}

function Notices({lines}: {readonly lines: readonly string[]}) {
	return (
		<Box paddingX={1} flexShrink={0}>
			<Lines lines={lines.map(text => [{text: `! ${text}`, look: 'warn'} as const])} />
		</Box>
	);
}
