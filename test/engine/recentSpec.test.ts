import type { INodeParameters } from 'n8n-workflow';

import { callParameters, rillWorkflow, runWorkflow } from '../support/engine';
import { tokens } from '../support/sandbox';
import { keepSecret } from '../support/secrets';
import { PROJECT, useServer, type OwnAnswer } from '../support/ownServer';

const server = useServer();

/** A spec of one API, which declares these arguments. */
const specOf = (name: string, ...names: string[]): OwnAnswer => ({
	body: JSON.stringify({
		openapi: '3.0.3',
		paths: {
			[`/${name}`]: {
				get: { parameters: names.map((one) => ({ name: one, in: 'query' })) },
			},
		},
	}),
});

const ROWS: OwnAnswer = { body: '[{"a":1}]' };
const REFUSED: OwnAnswer = { status: 400, body: '{"error":"no such column: nope"}' };

/** What the project is from now on. */
function be(spec: OwnAnswer, rows: OwnAnswer = ROWS): void {
	server.answer = ({ url }) => (url === `${PROJECT}/runtime/api/openapi` ? spec : rows);
}

/** Each test has a token of its own, and so nothing that another one has read. */
let tests = 0;
let token: string;

beforeEach(() => {
	token = `${tokens.serviceAdmin}${tests++}`;
	keepSecret(token);
});

/** In production, unless said otherwise. */
const run = async (
	more: { mode?: 'manual' | 'trigger' } = {},
	parameters: INodeParameters = callParameters('flights', {}),
	items?: Array<Record<string, string>>,
) =>
	await runWorkflow(rillWorkflow(parameters, items ? { inputItems: items } : {}), {
		mode: 'trigger',
		credentials: server.cloud(token),
		...more,
	});

const ONE_AT_A_TIME = { concurrentRequests: 1 };
const upTo = (count: number) => Array.from({ length: count }, (_, index) => `${index}`);

/** How often the spec was asked for, and what was called. */
const asked = () => {
	const paths = server.requests.map(({ url }) => url.split('/api/')[1]);
	return {
		spec: paths.filter((path) => path === 'openapi').length,
		calls: paths.filter((path) => path !== 'openapi'),
	};
};

describe('a spec that was read a moment ago', () => {
	it('is not read again by the next execution in production', async () => {
		be(specOf('flights'));
		for (let count = 0; count < 3; count++) expect((await run()).status).toBe('success');
		expect(asked()).toEqual({ spec: 1, calls: ['flights', 'flights', 'flights'] });
	});

	it('is read again with another token', async () => {
		be(specOf('flights'));
		await run();
		token = tokens.admin;
		await run();
		expect(asked().spec).toBe(2);
	});

	it('is read again where somebody tries something in the editor', async () => {
		be(specOf('flights'));
		for (let count = 0; count < 3; count++) await run({ mode: 'manual' });
		expect(asked().spec).toBe(3);
	});

	it('is read again by who wants to see it', async () => {
		be(specOf('flights'));
		await run();
		be(specOf('airports'));
		const list = await run({}, { resource: 'customApi', operation: 'list' });
		expect(list.items('Rill').map(({ json }) => json.name)).toEqual(['airports']);
	});
});

describe('an API that has changed since', () => {
	it('is found by a new name', async () => {
		be(specOf('airports'));
		await run({}, callParameters('airports', {}));
		be(specOf('flights'));
		expect((await run()).items('Rill')).toHaveLength(1);
		expect(asked()).toEqual({ spec: 2, calls: ['airports', 'flights'] });
	});

	it('gets an argument that is new', async () => {
		be(specOf('flights'));
		await run();
		be(specOf('flights', 'origin'));
		const execution = await run({}, callParameters('flights', { origin: 'ORD' }));
		expect(execution.error).toBeUndefined();
		expect(asked().calls).toEqual(['flights', 'flights?origin=ORD']);
	});

	it('gets every item done that has met the old spec', async () => {
		be(specOf('airports'));
		await run({}, callParameters('airports', {}));
		be(specOf('flights', 'origin'));
		const parameters = callParameters('flights', { origin: '={{ $json.origin }}' });
		const execution = await run({}, parameters, [
			{ origin: 'A' },
			{ origin: 'B' },
			{ origin: 'C' },
		]);
		expect(execution.items('Rill').map(({ pairedItem }) => pairedItem)).toEqual(
			[0, 1, 2].map((item) => ({ item })),
		);
		expect(asked().spec).toBe(2);
		expect(asked().calls.slice(1).sort()).toEqual(
			['A', 'B', 'C'].map((origin) => `flights?origin=${origin}`),
		);
	});
});

describe('a failure', () => {
	it('counts where the spec has not changed, and the call is not made again', async () => {
		be(specOf('flights'));
		await run();
		be(specOf('flights'), REFUSED);
		const { error } = await run();
		expect(error?.message).toContain('no such column: nope');
		expect(asked()).toEqual({ spec: 2, calls: ['flights', 'flights'] });
	});

	it('is told as it was where the spec cannot be read now', async () => {
		be(specOf('flights'));
		await run();
		be({ status: 503, body: '' }, REFUSED);
		const options = { options: { maxTries: 1 } };
		const { error } = await run({}, callParameters('flights', {}, options));
		expect(error?.message).toContain('no such column: nope');
	});

	it('that has nothing to do with a spec does not have it read', async () => {
		be(specOf('flights'));
		await run();
		be(specOf('airports'), { status: 503, body: '' });
		const { error } = await run({}, callParameters('flights', {}, { options: { maxTries: 1 } }));
		expect(error?.httpCode).toBe('503');
		expect(asked().spec).toBe(1);
	});
});

describe('an item that has failed', () => {
	const goesOn = { onError: 'continueRegularOutput' as const };

	it('by the new spec is not done again, whatever has changed', async () => {
		be(specOf('flights'));
		await run();
		be(specOf('flights', 'origin'), REFUSED);
		const json = rillWorkflow(
			callParameters('flights', { origin: '={{ $json.origin }}' }, { options: ONE_AT_A_TIME }),
			{ inputItems: upTo(20).map((origin) => ({ origin })), ...goesOn },
		);
		await runWorkflow(json, { mode: 'trigger', credentials: server.cloud(token) });
		// The first had no such argument in the old spec, and made no call.
		expect(asked()).toMatchObject({ spec: 2 });
		expect(asked().calls).toHaveLength(1 + 20);
	});

	it('in an operation without a spec does not have one read', async () => {
		be(specOf('flights'));
		await run();
		be(specOf('flights', 'origin'), REFUSED);
		const metricsView = { __rl: true, mode: 'list', value: 'flight_delays' };
		const query = { resource: 'metrics', operation: 'query', metricsView, measures: ['flights'] };
		const { error } = await run({}, query);
		expect(error?.message).toContain('no such column: nope');
		expect(asked().spec).toBe(1);
	});

	it('by a spec without the API says that the spec cannot be read, where that is so', async () => {
		be(specOf('airports'));
		await run({}, callParameters('airports', {}));
		be({ status: 503, body: '' });
		const { error } = await run({}, callParameters('flights', {}, { options: { maxTries: 1 } }));
		expect(error?.httpCode).toBe('503');
	});

	it('leaves no hint of the attempt by the old spec', async () => {
		be(specOf('flights', 'limit'), { body: '[]' });
		await run();
		let calls = 0;
		const spec = specOf('flights', 'limit', 'offset');
		server.answer = ({ url }) => {
			if (url === `${PROJECT}/runtime/api/openapi`) return spec;
			return calls++ === 0 ? { body: '[]' } : ROWS;
		};
		const parameters = callParameters('flights', { limit: 5 }, { options: { whenEmpty: 'fail' } });
		const execution = await run({}, parameters);
		expect(execution.items('Rill').length).toBeGreaterThan(0);
		expect(execution.hints('Rill')).toEqual([]);
	});
});
