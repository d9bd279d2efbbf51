import type { RillAnswer, RillRequest } from '../http';
import { rpcError, plainText } from '../runtime/answers';
import { callerOf, type Grant } from './claims';
import { addressed, type AnswerRuntime } from './runtimeAddress';
import type { CloudState } from './state';
import { bearerOf } from './tokens';

const nothing: Grant = { ins: {} };

async function grantOf(
	state: CloudState,
	authorization: string | undefined,
): Promise<{ grant: Grant } | { refused: string }> {
	if (!authorization) return { grant: nothing };
	const token = bearerOf(authorization);
	if (token === undefined) return { refused: 'no bearer token found in authorization header' };
	return await state.signer.verify(token);
}

/**
 * A runtime of the cloud, whose address every issued token names: it takes such tokens and nothing
 * else, and a token is good for the instances that it lists.
 */
export async function answerCloudRuntime(
	state: CloudState,
	request: RillRequest,
	answerRuntime: AnswerRuntime,
): Promise<RillAnswer> {
	const at = addressed(request.path);
	if (!at) return plainText(404, 'Not Found');
	const found = await grantOf(state, request.headers.authorization);
	if ('refused' in found) {
		return at.plain ? plainText(401, found.refused) : rpcError(16, found.refused);
	}
	return await answerAs(found.grant, request, answerRuntime);
}

/** A call at a runtime with what a token grants, whether it was read here or the proxy vouches for it. */
export async function answerAs(
	grant: Grant,
	request: RillRequest,
	answerRuntime: AnswerRuntime,
): Promise<RillAnswer> {
	const at = addressed(request.path);
	if (!at) return plainText(404, 'Not Found');
	const caller = callerOf(grant, at.instanceId);
	if (!at.plain && caller.permissions?.length === 0) return rpcError(7, 'action not allowed');
	return await answerRuntime(request, caller, at.instanceId);
}
