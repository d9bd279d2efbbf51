import { isSameSpec, RecentSpecs, type ReadSpec } from '../../nodes/Rill/client/recentSpecs';
import { RillError, type RillErrorKind } from '../../nodes/Rill/client/errors';
import { RunSpec, SpecOfWork } from '../../nodes/Rill/client/runSpec';

const SECOND = 1000;

const documentOf = (...names: string[]) => ({
	openapi: '3.0.3',
	paths: Object.fromEntries(names.map((name) => [`/${name}`, { get: {} }])),
});

const specOf = (...names: string[]): ReadSpec => ({
	document: documentOf(...names),
	apis: [],
	askedAt: 0,
});

const namesIn = (spec: ReadSpec | undefined) => spec?.apis.map(({ name }) => name);

/** Specs by a clock of their own. */
function specsAt(start: number) {
	const clock = { now: start };
	const specs = new RecentSpecs(() => clock.now);
	const read = async (key: string, ...names: string[]) =>
		await specs.read(key, async () => await Promise.resolve(documentOf(...names)));
	return { clock, specs, read };
}

describe('a spec of a moment ago', () => {
	it('is known for ten seconds from when it was asked for', async () => {
		const { clock, specs } = specsAt(100 * SECOND);
		const spec = await specs.read('a', async () => {
			clock.now += 4 * SECOND;
			return await Promise.resolve(documentOf('x'));
		});
		expect(namesIn(spec)).toEqual(['x']);
		clock.now += 6 * SECOND;
		expect(specs.recent('a')).toBe(spec);
		clock.now += 1;
		expect(specs.recent('a')).toBeUndefined();
	});

	it('is nobody else’s', async () => {
		const { specs, read } = specsAt(0);
		await read('a', 'x');
		await read('b', 'y');
		expect(namesIn(specs.recent('a'))).toEqual(['x']);
		expect(namesIn(specs.recent('b'))).toEqual(['y']);
		expect(specs.recent('c')).toBeUndefined();
	});

	it('is replaced by the next one', async () => {
		const { clock, specs, read } = specsAt(0);
		await read('a', 'x');
		clock.now += 8 * SECOND;
		await read('a', 'y');
		clock.now += 8 * SECOND;
		expect(namesIn(specs.recent('a'))).toEqual(['y']);
	});

	it('is not known after a failure, nor where the clock was set back', async () => {
		const { clock, specs, read } = specsAt(60 * SECOND);
		const failing = specs.read('a', async () => await Promise.reject(new Error('away')));
		await expect(failing).rejects.toThrow('away');
		expect(specs.recent('a')).toBeUndefined();
		await read('a', 'x');
		clock.now -= 1;
		expect(specs.recent('a')).toBeUndefined();
	});

	it('leaves memory with the next one that is read after its time, and by number', async () => {
		const { clock, specs, read } = specsAt(0);
		await read('old', 'x');
		clock.now += 11 * SECOND;
		await read('first', 'x');
		// A clock that goes back shows that it is gone, and not only too old.
		clock.now -= 2 * SECOND;
		expect(specs.recent('old')).toBeUndefined();
		clock.now += 2 * SECOND;
		for (let count = 2; count <= 20; count++) await read(`${count}`, 'x');
		expect(specs.recent('first')).toBeDefined();
		await read('21', 'x');
		expect(specs.recent('first')).toBeUndefined();
		expect(specs.recent('2')).toBeDefined();
		expect(specs.recent('21')).toBeDefined();
	});

	it('is the same if it says the same', () => {
		expect(isSameSpec(specOf('a', 'b'), specOf('a', 'b'))).toBe(true);
		expect(isSameSpec(specOf('a', 'b'), specOf('a', 'c'))).toBe(false);
	});
});

describe('what a run knows of the spec', () => {
	const runOf = (recent: ReadSpec | undefined, ...answers: Array<ReadSpec | Error>) => {
		let asked = 0;
		const spec = new RunSpec(recent, async () => {
			const answer = answers[asked++];
			return await (answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer));
		});
		return { spec, asked: () => asked };
	};
	const [old, other] = [specOf('a'), specOf('b')];

	it('is read once, by whoever comes first', async () => {
		const { spec, asked } = runOf(undefined, old, other);
		expect(await Promise.all([spec.current(), spec.live(), spec.current()])).toEqual([
			old,
			old,
			old,
		]);
		expect(await spec.current()).toBe(old);
		expect(await spec.isOld(old)).toBe(false);
		expect(asked()).toBe(1);
	});

	it('is of a moment ago, for who needs no live one', async () => {
		const { spec, asked } = runOf(old, other);
		expect(await spec.current()).toBe(old);
		expect(asked()).toBe(0);
		expect(await spec.live()).toBe(other);
		expect(await spec.current()).toBe(other);
	});

	it('is old where the live one is another, for all who went by it, and found out once', async () => {
		const { spec, asked } = runOf(old, other);
		expect(await Promise.all([spec.isOld(old), spec.isOld(old)])).toEqual([true, true]);
		expect(await spec.isOld(old)).toBe(true);
		expect(await spec.current()).toBe(other);
		expect(await spec.isOld(other)).toBe(false);
		expect(asked()).toBe(1);
	});

	it('is not old where the live one says the same', async () => {
		const { spec, asked } = runOf(old, specOf('a'));
		expect([await spec.isOld(old), await spec.isOld(old)]).toEqual([false, false]);
		expect(asked()).toBe(1);
	});

	it('may be old where Rill does not say, and is not asked for by each', async () => {
		const { spec, asked } = runOf(old, new Error('away'), other);
		await expect(spec.isOld(old)).rejects.toThrow('away');
		await expect(spec.isOld(old)).rejects.toThrow('away');
		expect(await spec.current()).toBe(old);
		expect(asked()).toBe(1);
	});

	it('is asked for anew after a failure', async () => {
		const { spec } = runOf(undefined, new Error('away'), old);
		await expect(spec.current()).rejects.toThrow('away');
		expect(await spec.current()).toBe(old);
	});
});

describe('work that has failed', () => {
	const failed = (kind: RillErrorKind) => new RillError(kind, '', '');
	const [old, other] = [specOf('a'), { ...specOf('b'), askedAt: 1 }];
	const workOf = (answer: ReadSpec | Error) =>
		new SpecOfWork(
			new RunSpec(old, async () =>
				answer instanceof Error ? await Promise.reject(answer) : await Promise.resolve(answer),
			),
		);

	it('is behind where it went by an old spec, and its failure may come of that', async () => {
		const work = workOf(other);
		await work.current();
		expect(await work.isBehind(failed('paging'))).toBe(true);
		for (const error of [failed('unavailable'), failed('noAccess'), new Error('x'), undefined]) {
			expect(await work.isBehind(error)).toBe(false);
		}
	});

	it('is not behind where it went by no spec, or by the new one', async () => {
		const work = workOf(other);
		expect(await work.isBehind(failed('query'))).toBe(false);
		await work.current();
		expect(work.version).toBe('0');
		expect(await work.isBehind(failed('query'))).toBe(true);
		const anew = work.forNewWork();
		expect(await anew.isBehind(failed('query'))).toBe(false);
		await anew.current();
		expect(anew.version).toBe('1');
		expect(await anew.isBehind(failed('query'))).toBe(false);
	});

	it.each<[RillErrorKind, RillError, boolean]>([
		['apiNotFound', failed('unavailable'), true],
		['argument', failed('unavailable'), true],
		['settings', failed('signInLost'), true],
		['query', failed('cancelled'), true],
		['query', failed('unavailable'), false],
		['noRows', failed('unavailable'), false],
	])('of %s, where the spec cannot be read now', async (kind, reason, isTheReason) => {
		const work = workOf(reason);
		await work.current();
		const behind = work.isBehind(failed(kind));
		if (isTheReason) await expect(behind).rejects.toBe(reason);
		else expect(await behind).toBe(false);
	});

	it('by an answer of Rill is told as it is, whatever becomes of the spec', async () => {
		const work = workOf(failed('unavailable'));
		await work.current();
		for (const kind of ['settings', 'argument', 'apiNotFound'] as const) {
			const answer = new RillError(kind, '', '', { status: 400 });
			expect(await work.isBehind(answer)).toBe(false);
		}
	});
});
