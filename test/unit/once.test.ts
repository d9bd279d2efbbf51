import { doneOnce } from '../../nodes/Rill/once';

/** Work whose end is in the hands of the test. */
function work() {
	const ends: Array<{ succeed: (value: string) => void; fail: (reason: string) => void }> = [];
	const begin = async () =>
		await new Promise<string>((succeed, reject) => {
			ends.push({ succeed, fail: (reason) => reject(new Error(reason)) });
		});
	return { begin, ends };
}

const messageOf = async (result: Promise<unknown>) =>
	await result.then(String, (error: Error) => error.message);

describe('work that several ask for', () => {
	it('is done once for each key', async () => {
		const once = doneOnce();
		const { begin, ends } = work();
		const all = [once('a', begin), once('a', begin), once('b', begin)];
		expect(ends).toHaveLength(2);
		ends[0].succeed('first');
		ends[1].succeed('other');
		expect(await Promise.all(all)).toEqual(['first', 'first', 'other']);
		expect(await once('a', begin)).toBe('first');
	});

	it('fails for all who wait for it, and is done again for who comes later', async () => {
		const once = doneOnce();
		const { begin, ends } = work();
		const waiting = [once('a', begin), once('a', begin)].map(messageOf);
		ends[0].fail('away');
		expect(await Promise.all(waiting)).toEqual(['away', 'away']);
		const later = [once('a', begin), once('a', begin)];
		expect(ends).toHaveLength(2);
		ends[1].succeed('back');
		expect(await Promise.all(later)).toEqual(['back', 'back']);
	});

	it('is done again, once, for those who need it when whoever did it was given up', async () => {
		const once = doneOnce();
		const { begin, ends } = work();
		const given = new AbortController();
		const needed = new AbortController().signal;
		const theirs = messageOf(once('a', begin, given.signal));
		const others = [once('a', begin, needed), once('a', begin), once('a', begin, given.signal)];
		const outcomes = others.map(messageOf);
		given.abort();
		ends[0].fail('given up');
		expect(await theirs).toBe('given up');
		expect(await outcomes[2]).toBe('given up');
		expect(ends).toHaveLength(2);
		ends[1].succeed('done');
		expect(await Promise.all(outcomes.slice(0, 2))).toEqual(['done', 'done']);
	});

	it('fails for all where it failed of itself', async () => {
		const once = doneOnce();
		const { begin, ends } = work();
		const given = new AbortController();
		const waiting = [once('a', begin), once('a', begin, given.signal)].map(messageOf);
		given.abort();
		ends[0].fail('refused');
		expect(await Promise.all(waiting)).toEqual(['refused', 'refused']);
		expect(ends).toHaveLength(1);
	});
});
