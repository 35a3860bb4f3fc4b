import type {Refusal} from './refusal.ts';

/**
 * Whether a token request without a grant was refused for the grant's sake, and so the client login before it was taken: Spring
 * Security OAuth (`TokenEndpoint`) judges the client first.
 */
export const complainsOfGrant = ({shape, kind, error}: Refusal) =>
	shape === 'api' && (kind === 'grant-unsupported' || error === 'invalid_request');
