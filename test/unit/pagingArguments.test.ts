import { LIMIT_NAMES, OFFSET_NAMES, pagingNames } from '../../nodes/Rill/client/pagingArguments';
import type { RillApi, RillArgument } from '../../nodes/Rill/client/spec';

const apiWith = (...declared: Array<Partial<RillArgument> & { name: string }>): RillApi => ({
	name: 'rows',
	summary: '',
	method: 'GET',
	builtIn: false,
	columns: [],
	arguments: declared.map((argument) => ({
		type: 'integer',
		description: '',
		required: false,
		...argument,
	})),
});

const names = (...declared: Parameters<typeof apiWith>) => [...pagingNames(apiWith(...declared))];

describe('the arguments by which an API pages', () => {
	it.each([
		['limit, offset', ['limit', 'offset']],
		['page_size, skip, x', ['page_size', 'skip']],
		['LIMIT, Offset', ['LIMIT', 'Offset']],
		['max_rows, row_offset', ['max_rows', 'row_offset']],
		['row_limit', ['row_limit']],
		['limits, off', []],
	])('among %s are %j', (declared, expected) => {
		expect(names(...declared.split(', ').map((name) => ({ name })))).toEqual(expected);
	});

	it.each([...LIMIT_NAMES, ...OFFSET_NAMES])('may be called %s', (name) => {
		expect(names({ name })).toEqual([name]);
	});

	it.each(['integer', 'number', 'any', 'text'] as const)('may be declared as %s', (type) => {
		expect(names({ name: 'limit', type }, { name: 'offset', type })).toEqual(['limit', 'offset']);
	});

	it.each(['boolean', 'date', 'list', 'object', 'json'] as const)('are no %s', (type) => {
		expect(names({ name: 'limit', type }, { name: 'offset', type })).toEqual([]);
	});

	it('are no lonely offset as text, which may be that of a time zone', () => {
		expect(names({ name: 'offset', type: 'text' })).toEqual([]);
	});

	it('are none of a few allowed values, and none of a built-in API', () => {
		expect(names({ name: 'limit', enum: [10, 100] }, { name: 'offset' })).toEqual(['offset']);
		expect(pagingNames({ ...apiWith({ name: 'limit' }), builtIn: true }).size).toBe(0);
	});
});
