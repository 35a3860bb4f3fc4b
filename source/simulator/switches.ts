import {type Duration, hours, milliseconds, minutes} from '../domain/time.ts';

/** How refusals are worded: appliances of different years differ, and so do the samples that HPE and others published. */
export type RefusalShape = {
	/** Where a refused token's text stands: `message` on HPE's page of 2016, `error_description` on a live system in 2025. */
	readonly textKey: 'message' | 'error_description' | 'both';
	/** `timestamp` in refusals of SimpliVity's own form. */
	readonly timestamps: 'milliseconds' | 'iso';
	/** `status` in refusals of SimpliVity's own form: a string in every sample, but clients must stand both. */
	readonly statuses: 'string' | 'number';
	/** `com.simplivity.restapi.exceptions.ObjectNotFoundException` or `ObjectNotFoundException`. */
	readonly exceptions: 'qualified' | 'simple';
	/** HTTP status of a refused password. Spring says 400; nobody has published a recording. */
	readonly badPassword: 400 | 401;
	/** Body of the 401 for a request without a token. */
	readonly missingToken: 'oauth' | 'spring-boot' | 'empty';
	/** Whether a 401 carries `WWW-Authenticate` as Spring would send it. It was never recorded. */
	readonly challenges: boolean;
};

/** As HPE's pages of 2016 show it. */
export const oldShape: RefusalShape = {
	textKey: 'message',
	timestamps: 'milliseconds',
	statuses: 'string',
	exceptions: 'qualified',
	badPassword: 400,
	missingToken: 'spring-boot',
	challenges: false,
};

/** As live systems answered from 2022 on. */
export const newShape: RefusalShape = {
	textKey: 'error_description',
	timestamps: 'iso',
	statuses: 'string',
	exceptions: 'simple',
	badPassword: 400,
	missingToken: 'oauth',
	challenges: false,
};

/** What can be turned while the simulator runs. */
export type Switches = {
	/** Whether a login gets the user's living token again, as Spring's token services do, or a new one each time. */
	readonly reuse: boolean;
	readonly idleLimit: Duration;
	/** A token keeps the limit it was born with. */
	readonly absoluteLimit: Duration;
	readonly shape: RefusalShape;
	/** The hypervisor management system checks passwords; without it only the emergency grant works. */
	readonly hms: 'up' | 'down';
	/** Refused passwords in a row that lock an account; 0 never locks. */
	readonly lockAfter: number;
	/** Whether a locked account is told so, or, as careful directories do, only that the credentials are bad. */
	readonly lockedAnswer: 'locked' | 'bad-credentials';
	readonly revoke: 'works' | 'refused' | 'missing';
	/** Whether the emergency grant exists (REST 1.5 and later). */
	readonly emergencyGrant: boolean;
	/** An MVA says no `SVTFS_Version`. */
	readonly machine: 'ovc' | 'mva';
	readonly restVersion: `1.${number}`;
	readonly svtfsVersion: string;
	/** Whether `/api/version` looks at a bearer that comes along, and refuses a wrong one. Unknown of real systems. */
	readonly versionChecksBearer: boolean;
	/** Largest `limit` of a list. Documented as 5000; a live system refused 5000 and took 2000. */
	readonly largestLimit: number;
	/** Added to the server's clock in everything it says (`Date`, `updated_at`, log); expiry does not jump with it. */
	readonly clockSkew: Duration;
	/** The controller that answers; each has its own tokens. */
	readonly node: number;
	/** Form of the log's 'Time elapsed' line. */
	readonly elapsedForm: 'older' | 'newer';
	/** Whether the server's SessionTickler thread runs and logs. */
	readonly tickler: boolean;
	/** What becomes of a TCP connection before TLS: a live controller once accepted and dropped every handshake. */
	readonly handshake: 'answer' | 'drop' | 'hang';
};

export const defaultSwitches: Switches = {
	reuse: true,
	idleLimit: minutes(10),
	absoluteLimit: hours(24),
	shape: newShape,
	hms: 'up',
	lockAfter: 0,
	lockedAnswer: 'locked',
	revoke: 'works',
	emergencyGrant: true,
	machine: 'ovc',
	restVersion: '1.25',
	svtfsVersion: '5.3.1.120',
	versionChecksBearer: false,
	largestLimit: 5000,
	clockSkew: milliseconds(0),
	node: 1,
	elapsedForm: 'newer',
	tickler: false,
	handshake: 'answer',
};
