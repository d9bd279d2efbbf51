import fc from 'fast-check';

import { flightOps, type ProjectDefinition } from '../../sandbox';
import { callParameters, rillWorkflow, runWorkflow } from '../support/engine';
import { useSandbox } from '../support/sandbox';

const integer = (name: string, more: object = {}) => ({
	name,
	in: 'query',
	schema: { type: 'integer', ...more },
});

/**
 * An API whose template gives at most `cap` rows at a time, whatever `limit` says, and so many
 * different ones.
 */
const counting = (maximum: number): ProjectDefinition => ({
	...flightOps(),
	apis: [
		{
			name: 'counted',
			openapi: {
				parameters: [
					integer('of'),
					integer('cap'),
					integer('different'),
					integer('limit', { maximum }),
					integer('offset'),
				],
			},
			resolver: {
				kind: 'sql',
				sql: ({ of, cap, different = '100000', limit = '50', offset = '0' }) =>
					`SELECT i % ${String(different)} AS n FROM range(${String(of)}) r(i) ORDER BY i
					 LIMIT least(${String(cap)}, ${String(limit)}) OFFSET ${String(offset)}`,
			},
		},
		...flightOps().apis,
	],
});

const sandbox = useSandbox(counting(400));

const upTo = (count: number) => Array.from({ length: count }, (_, n) => n);

it('gives the rows of an API in order, none twice and none missing, whatever the sizes', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.record({
				of: fc.nat({ max: 1500 }),
				maximum: fc.integer({ min: 50, max: 2000 }),
				cap: fc.integer({ min: 60, max: 500 }),
				different: fc.constantFrom(1, 7, 100, 2000),
				refusedAbove: fc.integer({ min: 60, max: 700 }),
				limit: fc.option(fc.integer({ min: 1, max: 1600 }), { nil: undefined }),
			}),
			async ({ of, maximum, cap, different, refusedAbove, limit }) => {
				sandbox.rill.setProject(counting(maximum));
				const stop = sandbox.rill.control.start({ fault: 'rowLimit', rows: refusedAbove });
				const wish = limit === undefined ? {} : { returnAll: false, limit };
				const execution = await runWorkflow(
					rillWorkflow(callParameters('counted', { of, cap, different }, wish)),
					{ credentials: sandbox.cloud() },
				);
				stop();
				expect(execution.error).toBeUndefined();
				expect(execution.items('Rill').map(({ json }) => json.n)).toEqual(
					upTo(Math.min(of, limit ?? of)).map((n) => n % different),
				);
			},
		),
		{ numRuns: 40 },
	);
}, 120_000);

it('puts items out in the order of the input, whatever comes back first', async () => {
	sandbox.rill.setProject(counting(400));
	sandbox.rill.control.start({ fault: 'latency', milliseconds: 0, jitter: 12, kind: 'api' });
	await fc.assert(
		fc.asyncProperty(
			fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 30 }),
			fc.integer({ min: 1, max: 12 }),
			async (counts, concurrentRequests) => {
				const execution = await runWorkflow(
					rillWorkflow(
						callParameters(
							'counted',
							{ of: '={{ $json.of }}', cap: '={{ 100 + $json.index }}', limit: 9 },
							{ options: { concurrentRequests } },
						),
						{ inputItems: counts.map((of, index) => ({ of, index })) },
					),
					{ credentials: sandbox.cloud() },
				);
				expect(execution.items('Rill').map(({ json, pairedItem }) => [json.n, pairedItem])).toEqual(
					counts.flatMap((of, item) => upTo(of).map((n) => [n, { item }])),
				);
			},
		),
		{ numRuns: 20 },
	);
}, 120_000);

it('gives no row to the item of another user, however users, tokens and moments mix', async () => {
	const airport = fc.constantFrom('ORD', 'ATL', 'LAX', 'DFW');
	await fc.assert(
		fc.asyncProperty(
			fc.array(airport, { minLength: 1, maxLength: 25 }),
			fc.integer({ min: 1, max: 8 }),
			fc.integer({ min: 300, max: 1200 }),
			fc.nat({ max: 2000 }),
			async (airports, concurrentRequests, ttlSeconds, passedSeconds) => {
				// Tokens that the node still holds may have ended at Rill meanwhile.
				sandbox.rill.control.cloud.advance(passedSeconds);
				const execution = await runWorkflow(
					rillWorkflow(
						callParameters('my_flights', null, {
							runAs: 'attributes',
							attributesMode: 'fields',
							attributes: {
								attribute: [{ name: 'airport', type: 'text', value: '={{ $json.airport }}' }],
							},
							runAsOptions: { ttlSeconds },
							options: { concurrentRequests },
						}),
						{ inputItems: airports.map((name) => ({ airport: name })) },
					),
					{ credentials: sandbox.cloud() },
				);
				expect(execution.error).toBeUndefined();
				expect(
					execution.items('Rill').map(({ json, pairedItem }) => [json.airport_text, pairedItem]),
				).toEqual(airports.map((name, item) => [name, { item }]));
			},
		),
		{ numRuns: 30 },
	);
}, 120_000);
