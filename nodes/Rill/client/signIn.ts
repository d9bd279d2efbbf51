import { RillError } from './errors';

/**
 * What a person reads when signing in has to be done anew, whoever noticed it: Rill, which refuses
 * the token, or n8n, which could not get the next one.
 */
export const SIGN_IN_LOST = {
	message:
		'The connection to Rill is lost: the sign-in of this credential has ended or was revoked',
	hint: "Open the credential (Rill OAuth2 API) in n8n, press 'Reconnect' (or 'Connect my account'), and sign in as the person that the workflow is to act as. A workflow that has to run for long by itself is better off with a service token ('Authentication': Access Token).",
};

/** No token to be had any more, until a person has signed in again. */
export function signInLost(): RillError {
	return new RillError('signInLost', SIGN_IN_LOST.message, SIGN_IN_LOST.hint);
}

/** A credential that was filled in and saved, but whose button nobody has pressed. */
export function notSignedIn(): RillError {
	return new RillError(
		'tokenMissing',
		'The credential is not connected to Rill yet: nobody has signed in',
		"Open the credential (Rill OAuth2 API) in n8n, press 'Connect my account', and sign in to Rill.",
	);
}
