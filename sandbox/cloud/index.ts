import type { RillAnswer, RillRequest } from '../http';
import { answerAdmin } from './adminRoutes';
import { answerCloudRuntime } from './cloudRuntime';
import { allowOrigin, answerPreflight, redirectToCleanPath } from './edge';
import { answerOAuth } from './oauth';
import { answerProxy } from './proxy';
import type { AnswerRuntime } from './runtimeAddress';
import { CloudState } from './state';

const ofAdmin = /^\/(?:v1\/(?:orgs|organizations|users|ping)(?:\/|$)|auth(?:\/|$)|\.well-known\/)/;

/** Rill Cloud: its admin server with the proxy, and the runtime that it sends people to. */
export class Cloud {
	readonly state = new CloudState();

	constructor(private readonly answerRuntime: AnswerRuntime) {}

	/** The admin server's answer, or nothing if the path belongs to Rill Developer. */
	async answerAdminServer(request: RillRequest): Promise<RillAnswer | undefined> {
		if (!ofAdmin.test(request.path)) return undefined;
		const { state, answerRuntime } = this;
		const signingIn = await answerOAuth(state, request);
		if (signingIn) return signingIn;
		const early = answerPreflight(request) ?? redirectToCleanPath(request);
		if (early) return early;
		const proxied = await answerProxy(state, request, answerRuntime);
		return allowOrigin(request, proxied ?? (await answerAdmin(state, request)));
	}

	/** The answer of the runtime at the address that tokens name as `runtimeHost`. */
	async answerRuntimeServer(request: RillRequest): Promise<RillAnswer> {
		const answer = await answerCloudRuntime(this.state, request, this.answerRuntime);
		return allowOrigin(request, answer);
	}
}

export { knownTokens, tokens, type TokenName } from './people';
export { CloudState } from './state';
export type { AnswerRuntime } from './runtimeAddress';
