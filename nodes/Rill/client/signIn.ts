import { RillError } from './errors';

/**
 * What a person reads when signing in has to be done anew, whoever noticed it: Rill, which refuses
 * the token, or n8n, which could not get the next one.
 */
export const SIGN_IN_LOST = {
	message:
		'The connection to Rill is lost: the sign-in of this credential has ended or was revoked',
	hint: "Open the credential, press 'Switch account' (in older n8n 'Reconnect') and sign in, even though it says 'Account connected'. For a workflow that runs by itself, a credential of the type Rill API with a service token is better.",
};

/** No token to be had any more, until a person has signed in again. */
export function signInLost(): RillError {
	return new RillError('signInLost', SIGN_IN_LOST.message, SIGN_IN_LOST.hint, { status: 401 });
}

/** A credential that was filled in and saved, but whose button nobody has pressed. */
export function notSignedIn(): RillError {
	return new RillError(
		'tokenMissing',
		'The credential is not connected to Rill: nobody has signed in',
		"Open the credential, press 'Connect' (in older n8n 'Connect my account'), and sign in to Rill.",
	);
}
