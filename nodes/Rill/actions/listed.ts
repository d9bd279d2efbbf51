import { RillError } from '../client/errors';

/**
 * What Rill lists, for checking a name before it is used. Undefined where Rill lists nothing to this
 * token: an access rule that makes no sense for it hides the whole list, and not the data
 * (`rill.md` §2).
 *
 * @throws RillError
 */
export async function listed<T>(list: () => Promise<T[]>): Promise<T[] | undefined> {
	const hidden = (error: unknown) => {
		if (error instanceof RillError && error.kind === 'query') return undefined;
		return Promise.reject(error);
	};
	return await list().catch(hidden);
}
