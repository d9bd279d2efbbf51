/** Rill Developer's tokens are unsigned, and no secret: it believes anybody's. */
export type TokenKind =
	| 'none'
	| 'user'
	| 'signedIn' // a user token that ends within the hour, and that n8n renews
	| 'service'
	| 'link'
	| 'ephemeral'
	| 'developer'
	| 'other';

const TOKEN_WORDS: Record<TokenKind, string> = {
	none: 'no token',
	user: 'a user token',
	signedIn: 'a user token, obtained by signing in',
	service: 'a service token',
	link: "a public link's token",
	ephemeral: 'an ephemeral token',
	developer: 'a token of Rill Developer',
	other: 'a token',
};

/** Which kind of token this is, by the prefix that Rill gives it (`rill.md` §4). */
export function tokenKind(token: string): TokenKind {
	if (token === '') return 'none';
	if (token.startsWith('rill_usr_')) return 'user';
	if (token.startsWith('rill_svc_')) return 'service';
	if (token.startsWith('rill_mgc_')) return 'link';
	if (token.startsWith('eyJ')) return 'ephemeral';
	return 'other';
}

/** Which token a request went with. */
export interface WhoseToken {
	token: TokenKind;
	/** For whom the token was issued, in words, where it is not the credential's own. */
	issuedFor?: string;
}

/** The token's kind in a sentence: "a service token". Never the token itself. */
export function describeToken({ token, issuedFor }: WhoseToken): string {
	return issuedFor === undefined
		? TOKEN_WORDS[token]
		: `${TOKEN_WORDS[token]}, issued for ${issuedFor}`;
}

/** The token as the subject of a sentence. */
export function nameToken({ issuedFor }: WhoseToken): string {
	return issuedFor === undefined ? "the credential's token" : `the token issued for ${issuedFor}`;
}
