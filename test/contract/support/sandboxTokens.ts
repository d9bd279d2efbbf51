import { tokens } from '../../../sandbox/cloud';

/** The sandbox's tokens by the placeholders that the recordings have for such tokens. */
export const sandboxTokens: Record<string, string> = {
	USER_TOKEN: tokens.admin,
	VIEWER_TOKEN: tokens.viewer,
	OUTSIDER_TOKEN: tokens.outsider,
	EXPIRED_USER_TOKEN: tokens.expired,
	UNKNOWN_SECRET_USER_TOKEN: tokens.unknownSecret,
	SERVICE_TOKEN: tokens.serviceAdmin,
	SERVICE_VIEWER_TOKEN: tokens.serviceViewer,
	SERVICE_EDITOR_TOKEN: tokens.serviceEditor,
	SERVICE_PROJECT_ADMIN_TOKEN: tokens.serviceProjectAdmin,
	MAGIC_TOKEN: tokens.magic,
	MAGIC_API_TOKEN: tokens.magicApi,
	MAGIC_FILTERED_TOKEN: tokens.magicFiltered,
	MAGIC_EMPTY_TOKEN: tokens.magicEmpty,
};
