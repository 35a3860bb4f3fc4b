/** What can be wrong with a store of secrets. `locked` does not mean `absent`, which is no trouble, nor that it cannot be reached. */
export type SecretTrouble =
	| 'locked'
	| 'no-service'
	| 'no-bus'
	| 'no-default-collection'
	| 'unresponsive'
	| 'not-loadable'
	| 'cancelled'
	| 'refused'
	| 'unsuitable'
	/** Nobody is there to ask for it, or who was asked gave none. */
	| 'no-passphrase'
	| 'wrong-passphrase'
	/** What is stored can be read by nobody any more, or by a later version only. */
	| 'damaged';
