/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import type { ICredentialDataDecryptedObject, INodeParameters } from 'n8n-workflow';

import { callParameters, rillWorkflow, runWorkflow } from '../support/engine';
import { tokens, useSandbox } from '../support/sandbox';

const sandbox = useSandbox();

async function call(
	parameters = callParameters('flights', { limit: 1 }),
	credential: ICredentialDataDecryptedObject = {},
	options: Parameters<typeof rillWorkflow>[1] & { cancelAfterMs?: number } = {},
) {
	const execution = await runWorkflow(rillWorkflow(parameters, options), {
		credentials: sandbox.cloud(credential),
		cancelAfterMs: options.cancelAfterMs,
	});
	expectNoToken(execution.run);
	return execution;
}

/** No token, whole or in part, in anything that an execution leaves behind. */
function expectNoToken(run: unknown): void {
	const everything = `${JSON.stringify(run)}${inspect(run, { depth: 12 })}`;
	for (const token of Object.values(tokens)) {
		expect(everything).not.toContain(token.slice(9, 30));
	}
	expect(everything).not.toContain('[object Object]');
}

const failure = async (...parameters: Parameters<typeof call>) => {
	const { error, status } = await call(...parameters);
	expect(status).toBe('error');
	return error;
};

describe('a token', () => {
	it.each([
		['expired', tokens.expired, 'it has expired'],
		['with a wrong secret', tokens.unknownSecret, 'its secret is wrong'],
		['that nobody knows', 'rill_usr_nonsense', 'it is unknown, or was revoked'],
	])('%s is refused, and why', async (_case, token, reason) => {
		expect(await failure(undefined, { token })).toMatchObject({
			message: `Rill does not accept the credential's token: ${reason}${reason.includes('secret') ? ' (was it copied whole?)' : ''}`,
			description: expect.stringContaining('rill token issue'),
			httpCode: '401',
		});
	});

	it('of somebody without access is valid, and says which role is missing', async () => {
		expect(await failure(undefined, { token: tokens.outsider })).toMatchObject({
			message: expect.stringContaining('valid, but has no access to project "flight-ops"'),
			description: expect.stringMatching(/user token.*at least the role "viewer"/),
		});
	});

	it('is asked for where the project is not public', async () => {
		expect((await failure(undefined, { token: '' }))?.message).toContain('Rill asks for a token');
	});

	it('is not needed where the project is public', async () => {
		const execution = await call(undefined, { token: '', project: 'open-flights' });
		expect(execution.items('Success')).toHaveLength(1);
	});
});

describe('a project', () => {
	it.each<Record<string, string>>([{ project: 'nope' }, { organization: 'nope' }])(
		'that is not there: %j',
		async (fields) => {
			expect(await failure(undefined, fields)).toMatchObject({
				message: expect.stringMatching(/Rill does not know project ".*" of organization ".*"/),
				description: expect.stringContaining('spelling'),
			});
		},
	);

	it.each(['sleeping', 'never-deployed'])('without a deployment: %s', async (project) => {
		expect((await failure(undefined, { project }))?.message).toContain('nothing running');
	});

	it('that the credential does not name', async () => {
		expect((await failure(undefined, { organization: '' }))?.message).toBe(
			"The credential's 'Organization' is empty",
		);
	});
});

describe('an API', () => {
	it('that is not there is answered with the nearest names', async () => {
		expect(await failure(callParameters('late-arivals'))).toMatchObject({
			message: expect.stringContaining('Did you mean "late-arrivals"'),
			description: expect.stringContaining('from the list'),
		});
		expect(sandbox.calls()).toEqual([]);
	});

	it('like no other is answered with how many there are', async () => {
		expect((await failure(callParameters('quarterly-revenue-forecast')))?.message).toMatch(
			/The project has \d+ custom APIs/,
		);
	});

	it('that is not chosen is asked for', async () => {
		expect((await failure(callParameters('={{ "" }}')))?.message).toBe("'API' is empty");
	});

	it("fails with Rill's own text, caret line included", async () => {
		const parameters = callParameters('flights', { origin: "O'Hare" });
		expect(await failure(parameters)).toMatchObject({
			message: expect.stringContaining('Rill could not run API "flights": '),
			description: expect.stringContaining('Look at the values of the arguments first'),
		});
	});

	it("shows what looks like a tag in Rill's words, where n8n shows HTML", async () => {
		const said = 'Parser Error: syntax error at or near "<"\n\nLINE 1: ... id = <no value>\n    ^';
		const body = JSON.stringify({ error: said });
		sandbox.rill.control.start({ fault: 'status', status: 400, body, kind: 'api' });
		const error = await failure(callParameters('flights'));
		expect(error?.message).toBe(
			'Rill could not run API "flights": Parser Error: syntax error at or near "<"',
		);
		expect(error?.description).toMatch(
			/^LINE 1: \.\.\. id = &lt;no value&gt;<br>&nbsp;&nbsp;&nbsp;&nbsp;\^<br><br>Look at the values/,
		);
	});

	it('with more rows than Rill sends says how to ask for less', async () => {
		expect(await failure(callParameters('all_flights'))).toMatchObject({
			message: 'API "all_flights" returns more rows than Rill sends in one answer (10000)',
			description: expect.stringContaining(
				'<br>&nbsp;&nbsp;LIMIT {{ default 1000 .args.limit }} OFFSET',
			),
		});
	});
});

describe('an argument', () => {
	it.each([
		['needs_airport', {}, 'API "needs_airport" needs the argument "airport", which is not set'],
		[
			'flights',
			{ limit: 'many' },
			'The argument "limit" of API "flights" should be a whole number, but is "many"',
		],
		['search_flights', { origins: 'ORD', sort_by: 'price' }, 'should be one of "departed_at"'],
		['flights', { from: 'soon' }, 'The argument "from" of API "flights" should be a day like'],
	])('of %s that is not right: %j', async (api, values, message) => {
		expect((await failure(callParameters(api, values)))?.message).toContain(message);
		expect(sandbox.calls()).toEqual([]);
	});

	it('in broken JSON', async () => {
		const parameters = callParameters('flights', null, {
			argumentsMode: 'json',
			argumentsJson: '={{ "{oops" }}',
		});
		expect((await failure(parameters))?.message).toBe(
			'The arguments of API "flights" are not a JSON object',
		);
	});
});

describe('the word that n8n takes for a stopped workflow', () => {
	it.each([
		['an API that is not there', callParameters('canceled-flights')],
		[
			'an argument that is not set',
			callParameters('needs_airport', null, {
				argumentsMode: 'json',
				argumentsJson: '{"canceled": 1}',
			}),
		],
		['a value', callParameters('search_flights', { origins: 'ORD', sort_by: 'canceled' })],
	])('is in the name of %s, and the run still fails', async (_case, parameters) => {
		const { status, error } = await call(parameters);
		expect(status).toBe('error');
		expect(error?.message).not.toContain('canceled');
	});
});

/** A call that takes the first failure for the last: what waiting cures is in retry.test.ts. */
const once = (more: INodeParameters = {}, values: INodeParameters = { limit: 1 }) =>
	callParameters('flights', values, { options: { maxTries: 1, ...more } });

describe('the way to Rill', () => {
	it('that leads nowhere', async () => {
		expect(await failure(once(), { baseUrl: 'http://127.0.0.1:1' })).toMatchObject({
			message:
				'Rill at 127.0.0.1:1 could not be reached: nothing listens there (connection refused)',
		});
	});

	it.each([
		['no answer', { fault: 'silence' } as const],
		['a body that drips', { fault: 'drip', bytes: 20, everyMilliseconds: 100 } as const],
	])('with %s ends at the deadline, and not as canceled', async (_case, fault) => {
		sandbox.rill.control.start({ ...fault, kind: 'api' });
		const error = await failure(once({ timeout: 300 }, { limit: 100 }));
		expect(error?.message).toContain('did not answer completely within 0.3 seconds');
		expect(error?.description).toContain("'Timeout'");
	});

	it('that breaks off in the middle', async () => {
		sandbox.rill.control.start({ fault: 'resetInBody', kind: 'api' });
		expect((await failure(once()))?.message).toMatch(/could not be reached: the connection/);
	});

	it('with an answer that ends early', async () => {
		sandbox.rill.control.start({ fault: 'truncatedJson', kind: 'api' });
		expect((await failure(once()))?.message).toBe(
			'Rill\'s answer was cut off when the node tried to run API "flights"',
		);
	});

	it('with a page of something in between', async () => {
		sandbox.rill.control.start({ fault: 'html', status: 200, kind: 'api' });
		expect((await failure())?.message).toBe('The answer of API "flights" is not a list of rows');
		sandbox.rill.control.reset();
		sandbox.rill.control.start({ fault: 'html', status: 200, kind: 'spec' });
		expect((await failure())?.message).toBe("The answer is not a project's OpenAPI spec");
	});

	it('whose answer echoes the token', async () => {
		const body = JSON.stringify({ authorization: `Bearer ${tokens.serviceAdmin}` });
		for (const kind of ['api', 'spec'] as const) {
			sandbox.rill.control.reset();
			sandbox.rill.control.start({
				fault: 'status',
				status: 200,
				body,
				contentType: 'application/json',
				kind,
			});
			expect((await failure())?.description).toContain('Bearer [token]');
		}
	});

	it('that takes too long for the spec is bound by the same time', async () => {
		sandbox.rill.control.start({ fault: 'silence', kind: 'spec' });
		const error = await failure(once({ timeout: 100.4 }));
		expect(error?.message).toContain('within 0.1 seconds');
	});

	it('that has no time at all', async () => {
		const error = await failure(
			callParameters('flights', { limit: 1 }, { options: { timeout: '={{ "soon" }}' } }),
		);
		expect(error?.message).toContain("'Timeout' should be a number of milliseconds");
	});

	it('that wakes up between two items is found awake by the second', async () => {
		sandbox.rill.control.start({ fault: 'status', status: 503, body: '', kind: 'spec', count: 1 });
		const execution = await call(
			once({ concurrentRequests: 1 }),
			{},
			{ inputItems: [{}, {}], onError: 'continueRegularOutput' },
		);
		expect(execution.items('Rill').map(({ json }) => json.origin)).toEqual([undefined, 'DTW']);
	});

	it('that is starting', async () => {
		sandbox.rill.control.start({ fault: 'runtimeDown' });
		expect((await failure(once()))?.message).toContain(
			'Rill is starting or restarting project "flight-ops"',
		);
	});

	it('that is asked too often', async () => {
		sandbox.rill.control.start({ fault: 'rateLimited', kind: 'api' });
		expect((await failure(once()))?.message).toContain('asked too often');
	});

	it('never takes the token over http to another machine', async () => {
		expect(await failure(undefined, { baseUrl: 'http://rill.example.test' })).toMatchObject({
			message: expect.stringContaining('The token is not sent to http://rill.example.test'),
			description: expect.stringContaining('https://'),
		});
	});

	it.each([
		['with a token', {}],
		['without a token', { token: '', project: 'open-flights' }],
	])('is not left on a redirect to another host, %s', async (_case, credential) => {
		const seen: Array<string | undefined> = [];
		const other = createServer((request, response) => {
			seen.push(request.headers.authorization);
			response.end('[]');
		});
		await new Promise<void>((resolve) => {
			other.listen(0, '127.0.0.1', resolve);
		});
		const { port } = other.address() as AddressInfo;
		sandbox.rill.control.start({
			fault: 'redirect',
			location: `http://localhost:${port}/`,
			kind: 'api',
		});
		const error = await failure(undefined, credential);
		other.close();
		expect(seen).toEqual([]);
		expect(error?.message).toContain('answered with a redirect');
	});

	it("never leads to the spec's own server address", async () => {
		const { items } = await call();
		expect(items('Success')).toHaveLength(1);
		const paths = sandbox.rill.requests.map(({ path }) => path);
		expect(paths.filter((path) => !path.startsWith('/v1/organizations/'))).toEqual([]);
	});
});

describe('stopping the workflow', () => {
	// The request's own deadline is a minute, twice as long as this test may take.
	it('ends a request at once', async () => {
		sandbox.rill.control.start({ fault: 'silence', kind: 'api' });
		const { status } = await call(undefined, {}, { cancelAfterMs: 200 });
		expect(status).toBe('canceled');
		expect(sandbox.calls()).toHaveLength(1);
	});

	it('is no failure that Continue On Fail turns into an item', async () => {
		sandbox.rill.control.start({ fault: 'silence', kind: 'api' });
		const { status, items } = await call(
			undefined,
			{},
			{
				cancelAfterMs: 200,
				onError: 'continueRegularOutput',
			},
		);
		expect(status).toBe('canceled');
		expect(items('Success')).toEqual([]);
	});
});

describe('a failing item', () => {
	const three = { inputItems: [{ a: 'ORD' }, { a: "O'Hare" }, { a: 'ATL' }] };
	const parameters = callParameters('flights', { origin: '={{ $json.a }}', limit: 1 });
	const error = {
		json: {
			error: expect.stringContaining('Rill could not run API "flights"'),
			details: {
				description: expect.any(String),
				kind: 'query',
				turn: 'projectAdmin',
				status: 400,
				api: 'flights',
				body: expect.any(String),
			},
		},
		pairedItem: { item: 1 },
	};

	it('ends the workflow', async () => {
		const execution = await call(parameters, {}, three);
		expect(execution.status).toBe('error');
		expect(execution.items('Success')).toEqual([]);
	});

	it('is an item among the others with Continue On Fail', async () => {
		const execution = await call(parameters, {}, { ...three, onError: 'continueRegularOutput' });
		expect(execution.status).toBe('success');
		const items = execution.items('Success');
		expect(items.map(({ json }) => json.origin)).toEqual(['ORD', undefined, 'ATL']);
		expect(items[1]).toMatchObject(error);
	});

	it('goes whole to the error output, where that is on', async () => {
		const execution = await call(parameters, {}, { ...three, onError: 'continueErrorOutput' });
		expect(execution.items('Success').map(({ json }) => json.origin)).toEqual(['ORD', 'ATL']);
		expect(execution.items('Failure')).toHaveLength(1);
		expect(execution.items('Failure')[0]).toMatchObject({ json: error.json });
	});

	it.each(['continueRegularOutput', 'continueErrorOutput'] as const)(
		'is one for each input when the credential names no project, with %s',
		async (onError) => {
			const execution = await call(parameters, { organization: '' }, { ...three, onError });
			const failed = onError === 'continueErrorOutput' ? 1 : 0;
			expect(execution.items('Rill', failed).map(({ json }) => json.error)).toEqual(
				Array.from({ length: 3 }, () => "The credential's 'Organization' is empty"),
			);
			expect(execution.items('Rill', 1 - failed)).toEqual([]);
		},
	);

	it('is one for each input when the credential itself is wrong', async () => {
		const execution = await call(
			parameters,
			{ token: tokens.expired },
			{
				...three,
				onError: 'continueRegularOutput',
			},
		);
		expect(execution.items('Success')).toHaveLength(3);
	});

	it('keeps what is known of a mistake in the node', async () => {
		const execution = await call(
			callParameters('flights', { limit: 'x' }),
			{},
			{
				onError: 'continueRegularOutput',
			},
		);
		expect(execution.items('Success')[0].json).toEqual({
			error: expect.stringContaining('"limit"'),
			details: {
				description: expect.any(String),
				kind: 'argument',
				turn: 'user',
				api: 'flights',
			},
		});
	});
});
