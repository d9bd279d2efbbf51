import { callApi, methodOf, namesLosingType, type RillCall } from '../../nodes/Rill/client/calls';
import type { JsonValue } from '../../nodes/Rill/client/json';
import type { RillApi } from '../../nodes/Rill/client/spec';
import type { HttpRequest } from '../../nodes/Rill/client/transport';
import { connectionOf } from '../support/clientConnection';

const api = (method: 'GET' | 'POST', name = 'ops/weekly'): RillApi => ({
	name,
	method,
	summary: '',
	arguments: [],
	columns: [],
	builtIn: false,
});

const call = (
	method: 'GET' | 'POST',
	values: Record<string, JsonValue> = {},
	more: Partial<RillCall> = {},
): RillCall => ({ api: api(method), arguments: new Map(Object.entries(values)), ...more });

const URL_OF_API =
	'https://rill.test/v1/organizations/acme/projects/flight-ops/runtime/api/ops%2Fweekly';

async function requestOf(wanted: RillCall, body = '[]') {
	const requests: HttpRequest[] = [];
	const connection = connectionOf(async (request) => {
		requests.push(request);
		return { status: 201, headers: {}, body };
	});
	const result = await callApi(connection, wanted);
	return { request: requests[0], result };
}

describe('a call', () => {
	it.each([
		[call('GET', { a: 'x', b: 5 }), 'GET'],
		[call('GET', { a: false }), 'POST'],
		[call('GET', { a: ['x'] }), 'POST'],
		[call('GET', { a: null }), 'POST'],
		[call('GET', { a: false }, { method: 'GET' }), 'GET'],
		[call('POST', { a: 'x' }), 'POST'],
		[call('POST', { a: 'x' }, { method: 'GET' }), 'GET'],
	])('goes so that no value loses its type: %#', (wanted, method) => {
		expect(methodOf(wanted)).toBe(method);
	});

	it('names what a query would turn into something else', () => {
		const values = new Map<string, JsonValue>(
			Object.entries({ text: 'x', number: 5, flag: true, list: [], object: {} }),
		);
		expect(namesLosingType(values)).toEqual(['flag', 'list', 'object']);
	});

	it('by GET has its arguments in the address', async () => {
		const wanted = call('GET', { a: 'x y&z', n: 1e6, flag: false, list: ['a', 1] });
		const { request } = await requestOf({ ...wanted, method: 'GET' });
		expect(request).toEqual({
			method: 'GET',
			url: `${URL_OF_API}?a=x+y%26z&n=1000000&flag=false&list=%5B%22a%22%2C1%5D`,
			headers: { accept: 'application/json' },
		});
		expect((await requestOf(call('GET'))).request.url).toBe(URL_OF_API);
	});

	it('by POST has them in a body, with their types', async () => {
		const { request } = await requestOf(call('POST', { a: 'x', flag: false, half: '\ud800' }));
		expect(request).toEqual({
			method: 'POST',
			url: URL_OF_API,
			headers: { accept: 'application/json', 'content-type': 'application/json' },
			body: '{"a":"x","flag":false,"half":"\\ud800"}',
		});
	});

	it('brings its rows, the text of the answer, and how it went', async () => {
		const text = '[{"id":9007199254740993}]';
		const { result } = await requestOf(call('POST'), text);
		expect(result).toEqual({
			rows: [{ id: '9007199254740993' }],
			text,
			method: 'POST',
			status: 201,
			retries: [],
		});
		const rounded = await requestOf(call('GET', {}, { largeNumbers: 'number' }), text);
		expect(rounded.result.rows).toEqual([{ id: 9007199254740992 }]);
	});

	it.each([
		[200, '<html>', 'The answer of API "ops/weekly" is not a list of rows'],
		[500, '{"error":"x"}', 'Rill could not run API "ops/weekly": x'],
	])('names its API where it fails with %d', async (status, body, message) => {
		const failing = connectionOf(async () => ({ status, headers: {}, body }));
		await expect(callApi(failing, call('POST'))).rejects.toMatchObject({ message });
	});
});
