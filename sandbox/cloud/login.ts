import type { RillAnswer, RillRequest } from '../http';
import { htmlText } from '../runtime/goRedirect';
import { queryEscape, readForm } from './goForm';
import { oauthError, oauthPage, oauthRedirect } from './oauthAnswers';
import { users, type User } from './people';
import type { CloudState } from './state';

/** Where Rill hands over to a provider of identities, the sandbox asks who one would like to be. */

const cookieName = 'auth';
const monthInSeconds = 30 * 86_400;

/** What a browser that has signed in would have in its `Authorization` header. */
export function sessionOf(state: CloudState, cookies: string | undefined): string | undefined {
	const [, text = ''] = new RegExp(`(?:^|;\\s*)${cookieName}=([^;]*)`).exec(cookies ?? '') ?? [];
	const token = state.issued.find(text);
	// A session that has ended is nobody's, and no error: the browser may sign in again.
	if (!token || state.issued.isExpired(token) || state.isRevoked(text)) return undefined;
	return `Bearer ${text}`;
}

const cookie = (value: string, seconds: number): string =>
	`${cookieName}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax`;

/** Only paths of the sandbox: a link to its login page must not lead elsewhere. */
function ownPath(redirect: string | undefined): string | undefined {
	return redirect !== undefined && /^\/(?![/\\])/.test(redirect) ? redirect : undefined;
}

const roleOf = ({ organizations, projects }: User): string =>
	[
		...Object.entries(organizations).map(([name, membership]) => `${membership} of ${name}`),
		...Object.entries(projects).map(([name, role]) => `${role} of ${name}`),
	].join(', ');

function userButton(user: User): string {
	const { email, name } = user;
	return [
		`<button name="user" value="${htmlText(email)}">`,
		`<strong>${htmlText(name)}</strong> ${htmlText(email)}<br>`,
		`<small>${htmlText(roleOf(user))}</small>`,
		'</button>',
	].join('');
}

function page(redirect: string | undefined): string {
	const query = redirect === undefined ? '' : `?redirect=${queryEscape(redirect)}`;
	return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sign in to the Rill sandbox</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 28rem; margin: 4rem auto; padding: 0 1rem }
button { display: block; width: 100%; margin: .75rem 0; padding: .75rem 1rem; font: inherit; text-align: left; cursor: pointer }
</style>
</head>
<body>
<h1>Sign in to the Rill sandbox</h1>
<p>This is a sandbox and not Rill: it runs on this machine, its people are made up, and it asks nobody for a password. Who would you like to be?</p>
<form method="post" action="${htmlText(`/auth/login${query}`)}">
${users.map(userButton).join('\n')}
</form>
</body>
</html>
`;
}

/** `/auth/login`: a page with the sandbox's users; choosing one signs the browser in and goes on. */
export function answerLogin(state: CloudState, { method, query, body }: RillRequest): RillAnswer {
	const redirect = ownPath(readForm(query).values.get('redirect'));
	if (method !== 'POST') return oauthPage(page(redirect));
	const email = readForm(body.toString()).values.get('user');
	const user = users.find((one) => one.email === email);
	if (!user) return oauthError(400, 'no such user in the sandbox');
	const { text } = state.issued.issue(user, { seconds: monthInSeconds });
	const to = redirect ?? '/auth/login';
	return oauthRedirect(302, to, { cookie: cookie(text, monthInSeconds) });
}

/** `/auth/logout`: forgets who the browser was. */
export function answerLogout(state: CloudState, { query, headers }: RillRequest): RillAnswer {
	const session = sessionOf(state, headers.cookie)?.slice('Bearer '.length);
	if (session !== undefined) state.revoke(session);
	const to = ownPath(readForm(query).values.get('redirect')) ?? '/auth/login';
	return oauthRedirect(307, to, { cookie: cookie('', 0) });
}
