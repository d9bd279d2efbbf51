import { isSameSpec, RecentSpecs, type ReadSpec } from '../../nodes/Rill/client/recentSpecs';
import { RunSpec } from '../../nodes/Rill/client/runSpec';

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
		expect(await spec.hasChanged()).toBe(false);
		expect(asked()).toBe(1);
	});

	it('is of a moment ago, for who needs no live one', async () => {
		const { spec, asked } = runOf(old, other);
		expect(await spec.current()).toBe(old);
		expect(asked()).toBe(0);
		expect(await spec.live()).toBe(other);
		expect(await spec.current()).toBe(other);
	});

	it('has changed where the live one is another, for each who asks', async () => {
		const { spec, asked } = runOf(old, other);
		expect(await Promise.all([spec.hasChanged(), spec.hasChanged()])).toEqual([true, true]);
		expect(await spec.hasChanged()).toBe(true);
		expect(await spec.current()).toBe(other);
		expect(asked()).toBe(1);
	});

	it('has not changed where it says the same, or where Rill does not say', async () => {
		expect(await runOf(old, specOf('a')).spec.hasChanged()).toBe(false);
		const { spec } = runOf(old, new Error('away'));
		expect(await spec.hasChanged()).toBe(false);
		expect(await spec.current()).toBe(old);
	});

	it('is asked for anew after a failure', async () => {
		const { spec } = runOf(undefined, new Error('away'), old);
		await expect(spec.current()).rejects.toThrow('away');
		expect(await spec.current()).toBe(old);
	});
});
