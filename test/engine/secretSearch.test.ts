import { callParameters, node, rillWorkflow, runWorkflow } from '../support/engine';
import { PROJECT, useServer } from '../support/ownServer';
import { tokens } from '../support/sandbox';
import { expectNoSecret, keepSecret, SecretSearch } from '../support/secrets';
import { givenOut } from '../support/secrets/givenOut';
import { KINDS, WRITTEN } from '../support/secrets/written';

// Every execution of every test is searched (test/support/secrets). Does the search find anything?

const server = useServer();

beforeAll(() => keepSecret(tokens.admin));

describe('the search for secrets', () => {
	const find = (text: string, token: string) => {
		const search = new SecretSearch();
		search.know(token);
		return search.find(text, 'here').length > 0;
	};

	it.each(KINDS)('finds %s however it is written', (_kind, token) => {
		const missed = WRITTEN.filter(([, write]) => !find(`before ${write(token)}, after`, token));
		expect(missed.map(([how]) => how)).toEqual([]);
	});

	it.each(KINDS)('takes less than twelve characters of %s for no secret', (_kind, token) => {
		expect(find(token.slice(-11), token)).toBe(false);
		expect(find(token.slice(0, 12), token)).toBe(false);
		expect(find(tokens.outsider, token)).toBe(false);
	});

	const left = async () => {
		const json = { nodes: [node('Start', 'n8n-nodes-base.manualTrigger')], connections: {} };
		const { run } = await runWorkflow(json);
		return { run, nodes: json.nodes, staticData: {}, log: '', thrown: [] };
	};

	it.each<[string, (left: Awaited<ReturnType<typeof givenOutOf>>) => void]>([
		['an item', ({ items }) => void (items[0].json.deep = [{ down: tokens.admin }])],
		['a key', ({ items }) => void (items[0].json[tokens.admin] = 1)],
		['a hint', ({ task }) => void (task.hints = [{ message: tokens.admin }])],
		['static data', ({ all }) => void Object.assign(all.staticData, { last: tokens.admin })],
		['the log', ({ all }) => void (all.log = `sent ${tokens.admin}`)],
		['an error', ({ all }) => void all.thrown.push(new Error(tokens.admin))],
		[
			'the cause of a cause',
			({ all }) =>
				void all.thrown.push(
					new Error('a', { cause: new Error('b', { cause: { headers: [tokens.admin] } }) }),
				),
		],
		[
			'a hidden property of an error',
			({ all }) =>
				void all.thrown.push(Object.defineProperty(new Error('a'), 'b', { value: tokens.admin })),
		],
	])('looks into %s', async (_place, plant) => {
		const given = await givenOutOf(await left());
		expect(() => expectNoSecret(given.texts)).not.toThrow();
		plant(given);
		const texts = await givenOut(given.all);
		expect(() => expectNoSecret(texts)).toThrow('A secret got out');
	});

	async function givenOutOf(all: Awaited<ReturnType<typeof left>> & { thrown: unknown[] }) {
		const [task] = all.run.data.resultData.runData.Start;
		const items = task.data?.main[0] ?? [];
		return { all, task, items, texts: await givenOut(all) };
	}

	it('looks at every execution by itself', async () => {
		const items = JSON.stringify([{ token: tokens.admin }]);
		const json = { nodes: [node('Items', 'test.items', { items })], connections: {} };
		await expect(runWorkflow(json)).rejects.toThrow('A secret got out');
	});

	it.each(['access_token', 'refresh_token'])('knows the %s of a sign-in', async (name) => {
		const token = ['rill', 'usr', name.toUpperCase().slice(0, 6).repeat(5)].join('_');
		const items = JSON.stringify([{ token }]);
		const json = { nodes: [node('Items', 'test.items', { items })], connections: {} };
		const credentials = { rillOAuth2Api: { oauthTokenData: { [name]: token } } };
		await expect(runWorkflow(json)).resolves.toMatchObject({ status: 'success' });
		await expect(runWorkflow(json, { credentials })).rejects.toThrow('A secret got out');
	});

	it('looks into files', async () => {
		const rows = JSON.stringify([{ a: tokens.outsider }]);
		server.answer = ({ url }) =>
			url === `${PROJECT}/runtime/api/openapi`
				? { body: '{"openapi":"3.0.3","paths":{"/a":{"get":{}}}}' }
				: { body: rows };
		const json = rillWorkflow(callParameters('a', null, { output: 'file' }));
		const credentials = server.cloud(tokens.viewer);
		const inFile = runWorkflow(json, { credentials });
		await expect(inFile).resolves.toMatchObject({ status: 'success' });
		keepSecret(tokens.outsider);
		await expect(runWorkflow(json, { credentials })).rejects.toThrow('the file in "data"');
	});
});
