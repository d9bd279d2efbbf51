import type { Sandbox } from '../../sandbox';
import { expect, test } from './fixtures';
import { Published, type Execution } from './published';
import type { QueueMode } from './queueMode';
import { signIn } from './signIn';
import { sharesOf } from './workerLog';
import { signedInCall, WHO } from './workflows';

const VIEWER = 'viewer@acme.test';

/** Longer than an access token lasts; a refresh token lasts a year. */
const HOUR = 3_600;

/** How long Rill still takes a refresh token that has been used. */
const WINDOW_S = 60;

const LOST =
	'The connection to Rill is lost: the sign-in of this credential has ended or was revoked';

async function signedIn(queue: QueueMode, path: string) {
	const credential = await signIn(queue, VIEWER);
	return { credential, workflow: await Published.publish(queue, signedInCall(path, credential)) };
}

const calls = (count: number) => Array.from({ length: count }, (_, n) => ({ n }));

/** The refresh tokens that n8n has sent to Rill, one for each renewal. */
const renewals = ({ requests }: Sandbox) =>
	requests
		.filter(({ path }) => path.endsWith('/auth/oauth/token'))
		.map(({ body }) => new URLSearchParams(body).get('refresh_token'))
		.filter((token) => token !== null);

/** Whom Rill has answered in each execution; what failed, by its message. */
async function outcomes(workflow: Published, executions: Execution[]): Promise<unknown[]> {
	return await Promise.all(
		executions.map(async (execution) => {
			const left = await workflow.left(execution);
			return left.error?.message ?? left.items(WHO).map(({ json }) => json.email_text);
		}),
	);
}

test('no execution is lost while access tokens last two seconds', async ({ queue, measured }) => {
	const { sandbox, workers } = queue;
	const { workflow } = await signedIn(queue, 'renewed-often');
	sandbox.control.apply({ accessTokenSeconds: 2, advanceSeconds: HOUR });
	sandbox.clearRequests();
	const start = Date.now();
	await workflow.start(calls(200));
	const executions = await workflow.ended(200);
	measured('seconds', Math.round((Date.now() - start) / 1000));
	const sent = renewals(sandbox);
	measured('renewals', sent.length);
	measured('renewals with a refresh token that had been used', sent.length - new Set(sent).size);
	measured(
		'executions of each worker',
		sharesOf(workers, executions).map(({ length }) => length),
	);
	expect(await outcomes(workflow, executions)).toEqual(calls(200).map(() => [VIEWER]));
	expect(sent.length).toBeGreaterThan(1);
});

test('none is lost where Rill takes longer to renew than one worker waits for the other', async ({
	queue,
	measured,
}) => {
	const { sandbox, workers } = queue;
	const { workflow } = await signedIn(queue, 'renewed-slowly');
	sandbox.control.apply({ advanceSeconds: HOUR });
	// n8n's workers wait ten seconds for each other, which is as long as Rill takes a used token.
	sandbox.control.start({ fault: 'latency', milliseconds: 13_000, path: '/auth/oauth/token' });
	sandbox.clearRequests();
	await workflow.start(calls(20));
	const executions = await workflow.ended(20);
	const sent = renewals(sandbox);
	measured('renewals', sent.length);
	measured(
		'executions of each worker',
		sharesOf(workers, executions).map(({ length }) => length),
	);
	expect(await outcomes(workflow, executions)).toEqual(calls(20).map(() => [VIEWER]));
	// Both workers have tried, with one and the same token.
	expect([sent.length, new Set(sent).size]).toEqual([2, 1]);
});

test('tokens from a backup work while Rill still takes them; then a message says what to do', async ({
	queue,
}) => {
	const { sandbox, postgres } = queue;
	const { credential, workflow } = await signedIn(queue, 'from-backup');
	const stored = `credentials_entity WHERE id = '${credential.id}'`;
	const [backup] = await postgres.query<{ data: string }>(`SELECT data FROM ${stored}`);
	const restore = async () =>
		await postgres.execute(
			`UPDATE credentials_entity SET data = '${backup?.data ?? ''}' WHERE id = '${credential.id}'`,
		);
	// A renewal, another one with the old tokens at once, and one when it is too late for these. Longer
	// than ten seconds, since a busy machine may need as much for what is done at once.
	sandbox.control.apply({ advanceSeconds: HOUR, revocationDelayMilliseconds: WINDOW_S * 1_000 });
	await workflow.start(calls(1));
	await workflow.ended(1);
	await restore();
	await workflow.start(calls(1));
	await workflow.ended(2);
	sandbox.control.apply({ advanceSeconds: WINDOW_S });
	await restore();
	await workflow.start(calls(4));
	const executions = await workflow.ended(6);
	expect(await outcomes(workflow, executions)).toEqual([
		...[[VIEWER], [VIEWER]],
		...[LOST, LOST, LOST, LOST],
	]);
});
