import type { RillAnswer, RillRequest } from '../http';
import { answerCurrentUser, answerOrganizations, answerProject, answerProjects } from './admin';
import { rpcError, okJson, plainText } from '../runtime/answers';
import { ownerOf } from './claims';
import { answerCredentials } from './credentials';
import { answerIframe } from './iframe';
import { messages } from './messages';
import { findProject, type Identity } from './people';
import {
	ProtoError,
	QueryError,
	readMessage,
	readQuery,
	type Message,
	type MessageType,
} from './protoJson';
import { maximumMessageSize, protoSize } from './protoSize';
import type { CloudState } from './state';
import { authenticateStrictly } from './tokens';

/** What a route answers with: who asked, the path's variables, and the request's fields. */
interface Call {
	state: CloudState;
	caller: Identity;
	variables: string[];
	message: Message;
}

interface Route {
	/** The methods of Rill's own routes at this path, as `Allow` names them. */
	allow: string;
	method: 'GET' | 'POST';
	path: RegExp;
	type: MessageType;
	answer: (call: Call) => RillAnswer | Promise<RillAnswer>;
}

const projectOf = ([organization = '', project = '']: string[]) =>
	findProject(organization, project);

const routes: Route[] = [
	{
		allow: 'GET',
		method: 'GET',
		path: /^\/v1\/users\/current$/,
		type: messages.currentUser,
		answer: ({ caller }) => answerCurrentUser(caller),
	},
	{
		allow: 'POST,GET',
		method: 'GET',
		path: /^\/v1\/orgs$/,
		type: messages.organizations,
		answer: ({ caller, message }) => answerOrganizations(caller, message),
	},
	{
		allow: 'POST,GET',
		method: 'GET',
		path: /^\/v1\/orgs\/([^/]+)\/projects$/,
		type: messages.projects,
		answer: ({ state, caller, variables: [organization = ''], message }) =>
			answerProjects(state, caller, organization, message),
	},
	{
		allow: 'DELETE,PATCH,GET',
		method: 'GET',
		path: /^\/v1\/orgs\/([^/]+)\/projects\/([^/]+)$/,
		type: messages.project,
		answer: ({ state, caller, variables, message }) =>
			answerProject(state, caller, projectOf(variables), message),
	},
	{
		allow: 'POST',
		method: 'POST',
		path: /^\/v1\/(?:orgs|organizations)\/([^/]+)\/projects\/([^/]+)\/credentials$/,
		type: messages.credentials,
		answer: ({ state, caller, variables, message }) =>
			answerCredentials(state, caller, projectOf(variables), message),
	},
	{
		allow: 'POST',
		method: 'POST',
		path: /^\/v1\/(?:orgs|organizations)\/([^/]+)\/projects\/([^/]+)\/iframe$/,
		type: messages.iframe,
		answer: ({ state, caller, variables, message }) =>
			answerIframe(state, caller, projectOf(variables), message),
	},
];

function decoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

/** Rill reads JSON, whatever charset it claims, and takes a body without a type for JSON too. */
function isJson(contentType: string | undefined): boolean {
	return contentType === undefined || /^application\/json(?:\s*;.*)?$/.test(contentType);
}

function readBody(route: Route, request: RillRequest): Message {
	if (route.method === 'POST') return readMessage(route.type, request.body.toString());
	if (request.body.length > 0) {
		const got = `request should have no body; instead got ${request.body.length} bytes`;
		throw new ProtoError(got);
	}
	return {};
}

async function answerRoute(
	state: CloudState,
	route: Route,
	request: RillRequest,
): Promise<RillAnswer> {
	const type = request.headers['content-type'];
	if (!isJson(type)) return plainText(415, `"${type}?" sub-format not supported`);
	const variables = (route.path.exec(request.path) ?? []).slice(1).map(decoded);
	let message: Message;
	try {
		message = { ...readBody(route, request), ...readQuery(route.type, request.query) };
	} catch (error) {
		if (error instanceof QueryError) return rpcError(error.code, error.message);
		if (error instanceof ProtoError) return rpcError(2, error.message);
		return rpcError(13, String(error));
	}
	const [org = '', project = ''] = variables;
	const size = protoSize({ ...message, org, project });
	if (size > maximumMessageSize) {
		const versus = `(${size} vs. ${maximumMessageSize})`;
		return rpcError(8, `grpc: received message larger than max ${versus}`);
	}
	const found = authenticateStrictly(request.headers.authorization, state);
	if ('failure' in found) return rpcError(16, found.failure);
	const limited = state.rateLimit.refuse(route.type.name, ownerOf(found.identity));
	if (limited !== undefined) return rpcError(8, limited);
	return await route.answer({ state, caller: found.identity, variables, message });
}

/** The admin server's own routes; unknown paths and methods get a Go server's plain text. */
export async function answerAdmin(state: CloudState, request: RillRequest): Promise<RillAnswer> {
	if (request.path === '/v1/ping') {
		return okJson({ version: 'sandbox', time: new Date(state.now()).toISOString() });
	}
	const there = routes.filter(({ path }) => path.test(request.path));
	const route = there.find(({ method }) => method === request.method);
	if (route) return await answerRoute(state, route, request);
	const [wrong] = there;
	if (wrong) return plainText(405, 'Method Not Allowed', { allow: wrong.allow });
	return plainText(404, request.path.startsWith('/v1/') ? 'Not Found' : '404 page not found');
}
