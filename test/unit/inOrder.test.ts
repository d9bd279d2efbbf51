/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';

import { inOrder } from '../../nodes/Rill/inOrder';

describe('working in order', () => {
	it('gives results in the order of the indexes, and never does more at a time than allowed', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.nat({ max: 8 }), { maxLength: 30 }),
				fc.integer({ min: 1, max: 8 }),
				async (turns, atATime) => {
					let active = 0;
					let most = 0;
					const results = await inOrder(turns.length, atATime, async (index) => {
						most = Math.max(most, ++active);
						for (let waited = 0; waited <= turns[index]; waited++) await turn();
						active--;
						return index;
					});
					expect(results).toEqual(turns.map((_, index) => index));
					expect(most).toBe(Math.min(atATime, turns.length));
				},
			),
		);
	});

	it('throws the failure of the lowest index, and begins nothing after a failure', async () => {
		const begun: number[] = [];
		const working = inOrder(10, 3, async (index) => {
			begun.push(index);
			await turn();
			if (index === 1 || index === 2) throw new Error(`failure of ${index}`);
			return index;
		});
		await expect(working).rejects.toThrow('failure of 1');
		expect(begun).toEqual([0, 1, 2, 3]);
	});

	it('waits for those before a failure, and tells those behind it that nobody needs them', async () => {
		const told: Array<[number, boolean]> = [];
		const working = inOrder(5, 5, async (index, unneeded) => {
			unneeded.addEventListener('abort', () => told.push([index, true]));
			if (index === 2) throw new Error('failure of 2');
			if (index > 2) await new Promise(() => {});
			for (let waited = index; waited < 5; waited++) await turn();
			told.push([index, unneeded.aborted]);
			if (index === 0) throw new Error('failure of 0');
		});
		await expect(working).rejects.toThrow('failure of 0');
		expect(told).toEqual([
			[3, true],
			[4, true],
			[1, false],
			[0, false],
		]);
	});

	it('waits for nobody behind a failure', async () => {
		const working = inOrder(2, 2, async (index) => {
			if (index === 1) await new Promise(() => {});
			await turn();
			throw new Error(`failure of ${index}`);
		});
		await expect(working).rejects.toThrow('failure of 0');
	});
});
