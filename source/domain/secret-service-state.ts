/** What can be known of the Secret Service without waking it up or asking a person. */
export type SecretServiceState =
	| 'unlocked'
	| 'locked'
	/** It runs, but holds no keyring in which new entries would be stored. */
	| 'no-default-collection'
	/** It does not run, but will when it is needed. */
	| 'activatable'
	| 'no-service'
	| 'no-bus'
	| 'unresponsive';
