import type { RillAnswer } from '../http';
import { isObject } from '../json';
import { rpcError, okJson } from '../runtime/answers';
import type { Grant } from './claims';
import { issue, sign } from './credentials';
import { encodeQuery } from './goForm';
import { frontend, type Identity, type Project } from './people';
import type { Message } from './protoJson';
import type { CloudState } from './state';

const kinds = new Map([
	['explore', 'rill.runtime.v1.Explore'],
	['canvas', 'rill.runtime.v1.Canvas'],
]);

const given = (name: string, value: unknown): Record<string, string> =>
	typeof value === 'string' && value !== '' ? { [name]: value } : {};

const ownParameters = (query: unknown): Record<string, string> =>
	Object.fromEntries(
		Object.entries(isObject(query) ? query : {}).filter(
			(entry): entry is [string, string] => typeof entry[1] === 'string',
		),
	);

/** `POST …/iframe`: an address for embedding a dashboard, which holds a token that opens only that. */
export async function answerIframe(
	state: CloudState,
	caller: Identity,
	project: Project | undefined,
	message: Message,
): Promise<RillAnswer> {
	const issued = issue(state, caller, project, message, 'GetIFrameRequest');
	if ('refusal' in issued) return issued.refusal;
	const resource = typeof message.resource === 'string' ? message.resource : '';
	const navigation = message.navigation === true;
	if (resource === '' && !navigation) {
		return rpcError(3, 'resource must be provided if navigation is not enabled');
	}
	const wanted = message.type || message.kind || 'explore';
	const kind = typeof wanted === 'string' ? (kinds.get(wanted.toLowerCase()) ?? wanted) : '';
	const grant: Grant = {
		...issued.grant,
		attr: Object.fromEntries(
			Object.entries({ ...issued.grant.attr, embed: true }).sort(([a], [b]) => (a < b ? -1 : 1)),
		),
		sec: navigation ? undefined : [{ transitiveAccess: { resource: { kind, name: resource } } }],
	};
	const accessToken = await sign(state, { grant, ttlSeconds: issued.ttlSeconds });
	const { instanceId } = issued.deployment;
	const query = encodeQuery({
		...ownParameters(message.query),
		access_token: accessToken,
		instance_id: instanceId,
		kind,
		...(navigation ? { navigation: 'true' } : {}),
		...given('resource', resource),
		runtime_host: state.address.runtime,
		...given('state', message.state),
		...given('theme', message.theme),
		...given('theme_mode', message.themeMode),
		type: kind,
	});
	return okJson({
		iframeSrc: `${frontend}/-/embed?${query}`,
		runtimeHost: state.address.runtime,
		instanceId,
		accessToken,
		ttlSeconds: issued.ttlSeconds,
	});
}
