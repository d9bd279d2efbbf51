import fc from 'fast-check';

import { TokenStore } from '../../nodes/Rill/client/tokenStore';
import type { EphemeralToken } from '../../nodes/Rill/client/tokens';
import { runs } from '../support/properties';

const SECOND = 1000;

const token = (accessToken: string, more: Partial<EphemeralToken> = {}): EphemeralToken => ({
	accessToken,
	runtimeHost: 'https://rill.test',
	instanceId: 'i',
	...more,
});

/** A store by a clock of its own, and a Rill that numbers the tokens of each user. */
function storeAt(start = 0, maxTokens?: number) {
	const clock = { now: start };
	const store = new TokenStore(() => clock.now, maxTokens);
	const issued: Array<{ key: string; token: EphemeralToken; at: number; endsAt: number }> = [];
	const take = async (
		key: string,
		ttlSeconds: number,
		issuing: Promise<void> = Promise.resolve(),
	) =>
		await store.take(key, async () => {
			const at = clock.now;
			const made = token(`${key}-${issued.length}`, { ttlSeconds });
			issued.push({ key, token: made, at, endsAt: at + ttlSeconds * SECOND });
			await issuing;
			return made;
		});
	return { clock, store, issued, take };
}

/** Something that happens by and by, and tells when it has. */
function gate() {
	let open: () => void = () => {};
	const opened = new Promise<void>((resolve) => {
		open = resolve;
	});
	return { open: () => open(), opened };
}

const users = fc.constantFrom('ann', 'bob', 'cem', 'dee', 'eve');
const lifetimes = fc.constantFrom(1, 2, 10, 60, 600, 3600, 86_400);
const steps = fc.array(
	fc.oneof(
		fc.record({ does: fc.constant('ask' as const), user: users }),
		fc.record({ does: fc.constant('ask together' as const), user: users, times: fc.nat(5) }),
		fc.record({ does: fc.constant('reject' as const), user: users }),
		fc.record({ does: fc.constant('wait' as const), ms: fc.nat({ max: 90_000 * SECOND }) }),
		fc.record({ does: fc.constant('wait' as const), ms: fc.nat({ max: 2 * SECOND }) }),
	),
	{ maxLength: 60 },
);

describe('tokens kept in memory', () => {
	it('are those of who asks, never at their end, and issued once for a lifetime', async () => {
		await fc.assert(
			fc.asyncProperty(
				steps,
				fc.record({
					ann: lifetimes,
					bob: lifetimes,
					cem: lifetimes,
					dee: lifetimes,
					eve: lifetimes,
				}),
				async (todo, lifetime) => {
					const { clock, store, issued, take } = storeAt();
					/** What the store should hold, by its rules and nothing of its code. */
					const expected = new Map<string, { token: EphemeralToken; until: number }>();
					const ask = async (user: keyof typeof lifetime, times: number) => {
						const before = issued.length;
						const given = await Promise.all(
							Array.from({ length: times }, async () => await take(user, lifetime[user])),
						);
						const known = expected.get(user);
						const isKnown = known !== undefined && clock.now < known.until;
						expect(issued.length - before).toBe(isKnown ? 0 : 1);
						const life = lifetime[user] * SECOND;
						const now = isKnown
							? known
							: {
									token: issued[issued.length - 1].token,
									until: clock.now + life - Math.min(60 * SECOND, life / 10),
								};
						expected.set(user, now);
						for (const each of given) expect(each).toBe(now.token);
						const record = issued.find((one) => one.token === now.token);
						expect(record?.key).toBe(user);
						expect(clock.now).toBeLessThan(record?.endsAt ?? 0);
					};
					for (const step of todo) {
						if (step.does === 'wait') clock.now += step.ms;
						else if (step.does === 'ask') await ask(step.user, 1);
						else if (step.does === 'ask together') await ask(step.user, step.times + 1);
						else {
							const known = expected.get(step.user);
							if (known) store.forget(step.user, known.token);
							expected.delete(step.user);
						}
					}
				},
			),
			{ numRuns: runs(2000) },
		);
	});

	it('are those of who asks also where there is no room, which is never overdrawn', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.tuple(users, lifetimes, fc.nat({ max: 100_000 })), { maxLength: 60 }),
				fc.integer({ min: 1, max: 5 }),
				async (asks, room) => {
					const { clock, store, issued, take } = storeAt(0, room);
					for (const [user, ttlSeconds, ms] of asks) {
						clock.now += ms;
						const given = await take(user, ttlSeconds);
						const record = issued.find((one) => one.token === given);
						expect(record?.key).toBe(user);
						expect(clock.now).toBeLessThan(record?.endsAt ?? 0);
						expect(store.size).toBeLessThanOrEqual(room);
					}
				},
			),
			{ numRuns: runs(1000) },
		);
	});

	it('make room of the one used longest ago', async () => {
		const { issued, take } = storeAt(0, 2);
		for (const user of ['ann', 'bob', 'ann', 'cem', 'ann', 'bob']) await take(user, 600);
		expect(issued.map(({ key }) => key)).toEqual(['ann', 'bob', 'cem', 'bob']);
	});

	it('are a thousand at the most', async () => {
		const { store, take } = storeAt();
		for (let user = 0; user < 1500; user++) await take(`user ${user}`, 600);
		expect(store.size).toBe(1000);
	});

	it('go when they have ended, without being asked for', async () => {
		const { clock, store, take } = storeAt();
		await take('ann', 10);
		clock.now += 10 * SECOND;
		await take('bob', 10);
		expect(store.size).toBe(1);
	});

	it('are used until a tenth of their life is left, and not then', async () => {
		const { clock, store, take } = storeAt();
		const first = await take('ann', 100);
		clock.now = 90 * SECOND - 1;
		expect(await take('ann', 100)).toBe(first);
		expect(store.issued('ann')).toBe(first);
		clock.now++;
		expect(store.issued('ann')).toBeUndefined();
		await take('bob', 100);
		expect(store.size).toBe(1);
		const second = await take('ann', 100);
		clock.now += 90 * SECOND;
		expect(await take('ann', 100)).not.toBe(second);
	});
});

describe('a token that is being issued', () => {
	it('is the one that everybody waits for who asks meanwhile', async () => {
		const { issued, take } = storeAt();
		const { open, opened } = gate();
		const waiting = [take('ann', 60, opened), take('bob', 60, opened), take('ann', 60)];
		open();
		const [first, other, second] = await Promise.all(waiting);
		expect(second).toBe(first);
		expect(other).not.toBe(first);
		expect(issued).toHaveLength(2);
	});

	it('counts from the moment at which it was asked for', async () => {
		const { clock, issued, take } = storeAt();
		const { open, opened } = gate();
		const waiting = take('ann', 60, opened);
		clock.now += 60 * SECOND;
		open();
		await waiting;
		await take('ann', 60);
		expect(issued).toHaveLength(2);
	});

	it('fails for everybody who waits for it, and the next who asks gets a new one', async () => {
		const { store, take } = storeAt();
		const { open, opened } = gate();
		const failing = async () =>
			await store.take('ann', async () => {
				await opened;
				throw new Error('no');
			});
		const waiting = [failing(), failing()];
		open();
		for (const each of await Promise.allSettled(waiting)) expect(each.status).toBe('rejected');
		expect(store.size).toBe(0);
		expect((await take('ann', 60)).accessToken).toBe('ann-0');
	});
});

describe('a token that Rill no longer takes', () => {
	it('fails without taking the one with it that has taken its place', async () => {
		const { store, take } = storeAt(0, 1);
		let fail: () => void = () => {};
		const failing = new Promise<void>((_resolve, reject) => {
			fail = () => reject(new Error('refused'));
		});
		const first = take('ann', 60, failing);
		await take('bob', 60);
		const second = await take('ann', 60);
		fail();
		await expect(first).rejects.toThrow('refused');
		expect(store.issued('ann')).toBe(second);
	});

	it('is forgotten, but not the one that has taken its place', async () => {
		const { store, issued, take } = storeAt();
		const old = await take('ann', 60);
		store.forget('ann', old);
		const now = await take('ann', 60);
		expect(now).not.toBe(old);
		// Nineteen other items got the same old token, and hear of it only now.
		store.forget('ann', old);
		expect(await take('ann', 60)).toBe(now);
		expect(issued).toHaveLength(2);
	});

	it('leaves the tokens of the others alone', async () => {
		const { store, take } = storeAt();
		const [ann, bob] = [await take('ann', 60), await take('bob', 60)];
		store.forget('ann', ann);
		store.forget('bob', ann);
		expect(await take('bob', 60)).toBe(bob);
	});
});

describe('the end of a token', () => {
	const START = 1_000_000_000;

	it.each([
		[
			'the lifetime that Rill names, though the clocks disagree',
			{ ttlSeconds: 100, expiresAt: 1 },
			90,
		],
		['the moment that the token itself names', { expiresAt: START + 100 * SECOND }, 90],
		['no more than a minute before, of a long life', { ttlSeconds: 86_400 }, 86_340],
		['some minutes, where nothing is said', {}, 270],
	])('is known by %s', async (_case, more, usableSeconds) => {
		const clock = { now: START };
		const store = new TokenStore(() => clock.now);
		let issued = 0;
		const take = async () => await store.take('ann', async () => token(`${issued++}`, more));
		await take();
		clock.now = START + usableSeconds * SECOND - 1;
		await take();
		expect(issued).toBe(1);
		clock.now += 1;
		await take();
		expect(issued).toBe(2);
	});
});
