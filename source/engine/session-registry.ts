import type {Profile} from '../domain/profile.ts';
import {createSession, type Session} from '../domain/session.ts';
import type {Cancel} from '../ports.ts';
import {createSessionEngine, type SessionEngine} from './session-engine.ts';
import type {SessionPorts} from './session-ports.ts';

/** One engine a profile. The engines do not know of each other. */
export type SessionRegistry = {
	/** In the order in which they were opened; the same array until something changes. */
	readonly getSnapshot: () => readonly Session[];
	readonly subscribe: (listener: () => void) => Cancel;
	/** The engine of this profile, made if there is none yet. */
	readonly open: (profile: Profile) => SessionEngine;
	readonly find: (name: string) => SessionEngine | undefined;
	readonly stop: () => Promise<void>;
};

export function createSessionRegistry(
	ports: SessionPorts,
	{isShown}: Pick<Session, 'isShown'> = {isShown: false},
): SessionRegistry {
	const engines = new Map<string, SessionEngine>();
	const listeners = new Set<() => void>();
	let sessions: readonly Session[] = [];

	function changed(): void {
		sessions = [...engines.values()].map(engine => engine.getSnapshot());
		for (const listener of [...listeners]) listener();
	}

	return {
		getSnapshot: () => sessions,
		subscribe(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		open(profile) {
			const known = engines.get(profile.name);
			if (known !== undefined) return known;
			const engine = createSessionEngine({...createSession(profile, profile.savePassword), isShown}, ports);
			engines.set(profile.name, engine);
			engine.subscribe(changed);
			changed();
			return engine;
		},
		find: name => engines.get(name),
		async stop() {
			await Promise.all([...engines.values()].map(engine => engine.stop()));
		},
	};
}
