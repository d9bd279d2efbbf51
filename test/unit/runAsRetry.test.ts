import { pause } from '../../nodes/Rill/client/abort';
import type { RillError } from '../../nodes/Rill/client/errors';
import { Pace } from '../../nodes/Rill/client/pace';
import { asIdentity, type IssuingConnection } from '../../nodes/Rill/client/runAs';
import type { HttpAnswer } from '../../nodes/Rill/client/transport';
import { askForFlights, connectionOf } from '../support/clientConnection';
import { inOwnTime, useOwnTime } from '../support/ownTime';

useOwnTime();

const ROWS: HttpAnswer = { status: 200, headers: {}, body: '[]' };
const DOWN: HttpAnswer = { status: 502, headers: {}, body: 'bad gateway' };
const NO_ADMIN: HttpAnswer = {
	status: 403,
	headers: { 'content-type': 'application/json' },
	body: '{"code":7,"message":"does not have permission to manage deployment"}',
};

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
				async (issued) => await askForFlights(issued, () => answered++),
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

describe('a user whose token is refused again and again', () => {
	const MINUTE = 60_000;

	type Answer = () => Promise<HttpAnswer>;
	const after =
		(milliseconds: number, answer: HttpAnswer): Answer =>
		async () => {
			await pause(milliseconds, undefined);
			return answer;
		};
	const afterAMinute = after(MINUTE, ROWS);

	/** A run in which tokens are refused to users as often as it says, and calls answered as it says. */
	function runOf(
		name: string,
		refusals: Record<string, number>,
		answer: Answer = afterAMinute,
		refusal = DOWN,
	) {
		const pace = new Pace(5);
		jest.spyOn(Math, 'random').mockReturnValue(1);
		const asked: Record<string, number> = {};
		const connection: IssuingConnection = {
			...connectionOf(
				async ({ body }) => {
					const { user_email: user } = JSON.parse(body ?? '') as { user_email: string };
					asked[user] = (asked[user] ?? 0) + 1;
					if (refusals[user] === Infinity) return NO_ADMIN;
					return asked[user] <= refusals[user]
						? refusal
						: { ...ROWS, body: JSON.stringify({ accessToken: 'eyJ.of.user', ttlSeconds: 600 }) };
				},
				{
					patience: { maxTries: 3, maxTotalMs: 5 * MINUTE, pace },
					timeoutMs: 2 * MINUTE,
				},
			),
			sendWith: async () => {
				asked.calls = (asked.calls ?? 0) + 1;
				return await answer();
			},
			fingerprint: (text) => `${name} ${text}`,
		};
		const callAs = async (email: string, atMs: number) => {
			await pause(atMs, undefined);
			return await asIdentity(
				connection,
				{ identity: { kind: 'email', email } },
				async (issued) => await askForFlights(issued, () => 'rows'),
			).catch(({ kind }: RillError) => kind);
		};
		return { asked, callAs, pace };
	}

	// With waits of half a second and of two, the first user is given up after two and a half.
	const refused = 'refused@acme.test';
	const served = 'served@acme.test';
	const later = 'later@acme.test';

	it('ends the patience of nobody else where others get theirs, whose calls are not answered yet', async () => {
		const { callAs } = runOf('others', { [refused]: 9, [served]: 0, [later]: 2 });
		const all = [callAs(refused, 1), callAs(served, 1_000), callAs(later, 3_000)];
		expect(await inOwnTime(Promise.all(all))).toEqual(['unavailable', 'rows', 'rows']);
	});

	it('ends the patience of all where nobody gets one', async () => {
		const { asked, callAs } = runOf('nobody', { [refused]: 9, [served]: 9, [later]: 9 });
		const all = [callAs(refused, 1), callAs(served, 3_000), callAs(later, 4_000)];
		expect(await inOwnTime(Promise.all(all))).toEqual(all.map(() => 'unavailable'));
		expect(asked).toEqual({ [refused]: 3, [served]: 1, [later]: 1 });
	});

	it('ends the patience of nobody else where calls are answered', async () => {
		const { callAs } = runOf('calls', { [refused]: 9, [later]: 2 }, after(1_000, ROWS));
		const all = [callAs(served, 1), callAs(refused, 100), callAs(later, 3_000)];
		expect(await inOwnTime(Promise.all(all))).toEqual(['rows', 'unavailable', 'rows']);
	});

	it('has nobody wait whose calls are answered', async () => {
		const users = Array.from({ length: 20 }, (_, n) => `refused${n}@acme.test`);
		const { callAs, pace } = runOf('many', Object.fromEntries(users.map((user) => [user, 9])));
		await inOwnTime(Promise.all(users.map(async (user) => await callAs(user, 1))));
		expect(pace.isDown).toBe(false);
	});

	it('tells nothing of calls, which are given up although others get tokens', async () => {
		const { callAs, asked } = runOf('down', {}, after(1, DOWN));
		const all = [callAs(refused, 1), callAs(served, 1_000), callAs(later, 3_000)];
		expect(await inOwnTime(Promise.all(all))).toEqual(all.map(() => 'unavailable'));
		expect(asked.calls).toBe(3 + 3 + 1);
	});

	it('ends the patience of nobody else where Rill refuses others for good', async () => {
		const { callAs } = runOf('no users', { [refused]: 9, [served]: Infinity, [later]: 2 });
		const all = [callAs(refused, 1), callAs(served, 1_000), callAs(later, 3_000)];
		expect(await inOwnTime(Promise.all(all))).toEqual(['unavailable', 'notAdmin', 'rows']);
	});

	it('is not helped by tokens that others have kept', async () => {
		const { asked, callAs } = runOf('kept', { [refused]: 9, [later]: 2 });
		const all = [
			callAs(served, 1),
			callAs(refused, 2_000),
			callAs(served, 5_000),
			callAs(later, 6_000),
		];
		expect(await inOwnTime(Promise.all(all))).toEqual([
			'rows',
			'unavailable',
			'rows',
			'unavailable',
		]);
		expect(asked).toMatchObject({ [served]: 1, [refused]: 3, [later]: 1 });
	});

	it('leaves those who have a token their patience for calls', async () => {
		const answers = [ROWS, DOWN, ROWS];
		const { callAs, asked } = runOf(
			'calls of others',
			{ [refused]: 9 },
			async () => await Promise.resolve(answers[asked.calls - 1]),
		);
		const all = [callAs(served, 1), callAs(refused, 2_000), callAs(served, 5_000)];
		expect(await inOwnTime(Promise.all(all))).toEqual(['rows', 'unavailable', 'rows']);
		expect(asked.calls).toBe(3);
	});

	it.each([
		['for less time than anybody may wait', 240, 'rows'],
		['for more', 600, 'rateLimited'],
	])('holds back nobody who has one, where Rill asks %s', async (_case, seconds, outcome) => {
		const busy = { ...DOWN, status: 429, headers: { 'retry-after': String(seconds) } };
		const refusals = { [refused]: 1, [later]: 0 };
		const { callAs, asked } = runOf(outcome, refusals, after(1_000, ROWS), busy);
		const startedAt = Date.now();
		const held = Promise.all([callAs(refused, 2_000), callAs(later, 6_000)]);
		void callAs(served, 1);
		expect(await inOwnTime(callAs(served, 5_000))).toBe('rows');
		expect(Date.now() - startedAt).toBe(6_000);
		expect(await inOwnTime(held)).toEqual([outcome, outcome]);
		expect(asked[later]).toBe(outcome === 'rows' ? 1 : undefined);
	});

	it('ends it until somebody gets one', async () => {
		const { callAs } = runOf('again', { [refused]: 9, [served]: 0, [later]: 2 });
		const all = [callAs(refused, 1), callAs(served, 3_000), callAs(later, 4_000)];
		expect(await inOwnTime(Promise.all(all))).toEqual(['unavailable', 'rows', 'rows']);
	});
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
