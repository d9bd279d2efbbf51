import { mapperFields, searchList } from '../../support/engine';
import { checkRows } from './checks';
import type { Work } from './contender';
import { rillCredentials } from './rill';

/** What the editor does when somebody opens the list of APIs. */
export function pickApi(apis: number): Work {
	return async ({ url }) => {
		const { results } = await searchList('searchApis', {
			credentials: rillCredentials(url),
			from: 'dist',
		});
		return () => {
			const names = results.filter(({ value }) => String(value).startsWith('region-'));
			return checkRows(
				names.map(({ value }) => ({ value })),
				apis,
				(index) => ({ value: `region-${index}` }),
			);
		};
	};
}

/** What the editor does when an API has been chosen. */
export function fillIn(api: string, fields: string[]): Work {
	return async ({ url }) => {
		const found = await mapperFields('getApiArguments', {
			credentials: rillCredentials(url),
			from: 'dist',
			parameters: { api: { __rl: true, mode: 'name', value: api } },
		});
		return () =>
			checkRows(
				found.fields.map(({ id }) => ({ id })),
				fields.length,
				(index) => ({ id: fields[index] }),
			);
	};
}
