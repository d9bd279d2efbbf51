import { tokens } from '../../../sandbox/cloud';

const payload = Buffer.from('{"attr":{"airport":"ORD"}}').toString('base64url');

/** A token of each kind. */
export const KINDS: Array<[string, string]> = [
	['a user token', tokens.viewer],
	['a service token', tokens.serviceAdmin],
	["a public link's token", tokens.magic],
	['an ephemeral token', `eyJhbGciOiJub25lIn0.${payload}.c2lnbmVkIGJ5IG5vYm9keSBhdCBhbGw`],
];

const base64 = (text: string) => Buffer.from(text).toString('base64');
const inCodes = (text: string, code: (hex: string) => string) =>
	text.replace(/./g, (character) => code(character.charCodeAt(0).toString(16).padStart(2, '0')));

/** Ways in which a token can stand in a text. */
export const WRITTEN: Array<[string, (token: string) => string]> = [
	['plain', (token) => token],
	['behind "Bearer"', (token) => `Bearer ${token}`],
	['in an address', (token) => encodeURIComponent(`Bearer ${token}`)],
	['with every character encoded for an address', (token) => inCodes(token, (hex) => `%${hex}`)],
	['encoded for an address twice', (token) => inCodes(token, (hex) => `%25${hex}`)],
	['with the escapes of JSON', (token) => inCodes(token, (hex) => `\\u00${hex}`)],
	['with the escapes of HTML', (token) => inCodes(token, (hex) => `&#x${hex};`)],
	['in base64', (token) => base64(token)],
	['in base64 behind one byte', (token) => base64(`:${token}`)],
	['in base64 behind two bytes', (token) => base64(`x:${token}`)],
	['in base64 of a header', (token) => base64(`{"authorization":"Bearer ${token}"}`)],
	['without its end', (token) => token.slice(0, -15)],
	['without its beginning', (token) => token.slice(25)],
	['as its last twelve characters', (token) => token.slice(-12)],
	['as twelve characters of its secret', (token) => token.slice(-20, -8)],
];
