import { resourcesUrl } from './address';
import { isMissing } from './errorBody';
import { isCancellation, RillError } from './errors';
import { parseJson } from './json';
import { asList, asRecord, asText } from './schema';
import { send, type RillConnection } from './transport';

/**
 * Whether an error may only mean that the project has not read all its files and tables yet: the
 * same words come from an API that is wrong (`rill.md` §4).
 */
export function mayBeLoading({ details }: RillError): boolean {
	const { body = '' } = details;
	return isMissing(body) || /^api with name ".*" not found/.test(body);
}

/**
 * Whether the project is still loading, by what it says of its models (`rill.md` §9). What cannot be
 * read counts as loaded, so that a wrong query is not asked again and again.
 */
export async function isLoading(connection: RillConnection): Promise<boolean> {
	const answer = await send(connection, {
		method: 'GET',
		url: resourcesUrl(connection.address, 'Model'),
		headers: { accept: 'application/json' },
	}).catch((error: unknown) => (isCancellation(error) ? Promise.reject(error) : undefined));
	if (answer?.status !== 200) return false;
	return asList(asRecord(parseJson(answer.body))?.resources).some((resource) => {
		const status = asText(asRecord(asRecord(resource)?.meta)?.reconcileStatus);
		return status === 'RECONCILE_STATUS_PENDING' || status === 'RECONCILE_STATUS_RUNNING';
	});
}
