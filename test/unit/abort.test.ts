/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import { getEventListeners } from 'node:events';

import { LONGEST_TIMER_MS, pause, unlessAborted } from '../../nodes/Rill/client/abort';

const never = new Promise<string>(() => {});

describe('work that may be stopped', () => {
	it('ends at once where it was stopped before', async () => {
		await expect(unlessAborted(AbortSignal.abort(), never)).rejects.toThrow();
	});

	it('ends when it is stopped', async () => {
		const stop = new AbortController();
		const work = unlessAborted(stop.signal, never);
		stop.abort();
		await expect(work).rejects.toThrow();
	});

	it.each([
		['gives its result', async () => 'done'],
		['gives its failure', async () => await Promise.reject(new Error('done'))],
	])('%s, and leaves nothing at a signal that is used all day', async (_case, work) => {
		const { signal } = new AbortController();
		await expect(unlessAborted(signal, work()).catch(({ message }) => message)).resolves.toBe(
			'done',
		);
		expect(getEventListeners(signal, 'abort')).toEqual([]);
	});

	it('is only waited for where nobody can stop it', async () => {
		await expect(unlessAborted(undefined, Promise.resolve('done'))).resolves.toBe('done');
	});
});

describe('a pause', () => {
	it('is over at some time, however short', async () => {
		await expect(pause(0.2, undefined)).resolves.toBeUndefined();
	});

	it('lasts when it is longer than timers take', async () => {
		const warned: string[] = [];
		const warn = ({ name }: Error) => warned.push(name);
		process.on('warning', warn);
		const stop = new AbortController();
		const waiting = pause(LONGEST_TIMER_MS + 1, stop.signal).then(
			() => 'over',
			() => 'stopped',
		);
		expect(await Promise.race([waiting, pause(20, undefined)])).toBeUndefined();
		stop.abort();
		expect(await waiting).toBe('stopped');
		process.off('warning', warn);
		expect(warned).toEqual([]);
	});
});
