import { ask } from '../../nodes/Rill/client/ask';
import type { RillError } from '../../nodes/Rill/client/errors';
import { Pace } from '../../nodes/Rill/client/pace';
import { asIdentity, type IssuingConnection } from '../../nodes/Rill/client/runAs';
import type { HttpAnswer } from '../../nodes/Rill/client/transport';
import { connectionOf } from '../support/clientConnection';
import { inOwnTime, useOwnTime } from '../support/ownTime';

useOwnTime();

const ROWS: HttpAnswer = { status: 200, headers: {}, body: '[]' };
const DOWN: HttpAnswer = { status: 502, headers: {}, body: 'bad gateway' };

/** One run that calls as users, five at a time, each call answered by its number. */
async function runAs(
	name: string,
	{ items, users }: { items: number; users: number },
	answer: (number: number) => HttpAnswer,
) {
	const asked = { tokens: 0, calls: 0 };
	const connection: IssuingConnection = {
		...connectionOf(
			async () => ({
				...ROWS,
				body: JSON.stringify({ accessToken: `eyJ.of.${asked.tokens++}`, ttlSeconds: 600 }),
			}),
			{ patience: { maxTries: 5, maxTotalMs: 120_000, pace: new Pace(5) } },
		),
		sendWith: async () => answer(asked.calls++),
		fingerprint: (text) => `${name} ${text}`,
	};
	let next = 0;
	let answered = 0;
	const worker = async () => {
		while (next < items) {
			const email = `user${next++ % users}@acme.test`;
			await asIdentity(
				connection,
				{ identity: { kind: 'email', email } },
				async (issued) =>
					await ask(
						issued,
						{ method: 'GET', url: 'https://rill.test/v1/api/flights', headers: {} },
						{ task: 'run API "flights"', api: 'flights' },
						() => answered++,
					),
			).catch((error: RillError) => error);
		}
	};
	await inOwnTime(Promise.all(Array.from({ length: 5 }, worker)));
	return { ...asked, answered };
}

it('takes a token that is kept, or issued, for no sign that Rill answers calls', async () => {
	const { calls, tokens, answered } = await runAs(
		'gone for good',
		{ items: 200, users: 40 },
		(number) => (number < 20 ? ROWS : DOWN),
	);
	expect(answered).toBe(20);
	expect(tokens).toBe(40);
	expect(calls).toBeLessThan(200 + 5 * 5);
});

it('answers all in the end where an outage passes, and asks little meanwhile', async () => {
	jest.spyOn(Math, 'random').mockReturnValue(0.5);
	let outage: { from: number; calls: number } | undefined;
	const { answered } = await runAs('passing', { items: 100, users: 7 }, (number) => {
		if (number === 20) outage = { from: Date.now(), calls: 0 };
		if (!outage || Date.now() > outage.from + 10_000) return ROWS;
		outage.calls++;
		return DOWN;
	});
	expect(answered).toBe(100);
	// Five at first, five again before it is known that nobody is answered, then one after the other.
	expect(outage?.calls).toBeLessThan(20);
});
