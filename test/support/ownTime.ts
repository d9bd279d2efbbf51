/* eslint-disable @n8n/community-nodes/no-restricted-globals */
/**
 * Gives every test of this file a time of its own, which passes only in `inOwnTime`: minutes of waiting
 * take no time, and how long they were can be told to the millisecond.
 */
export function useOwnTime(): void {
	beforeEach(() => {
		jest.useFakeTimers();
		// The one timer that jest leaves alone.
		jest.spyOn(AbortSignal, 'timeout').mockImplementation((milliseconds) => {
			const over = new AbortController();
			setTimeout(() => over.abort(new DOMException('over', 'TimeoutError')), milliseconds);
			return over.signal;
		});
	});
	afterEach(() => {
		jest.restoreAllMocks();
		jest.useRealTimers();
	});
}

/** What comes of some work, while time passes from one timer to the next until it has come. */
export async function inOwnTime<T>(work: Promise<T>): Promise<T> {
	let isOver = false;
	const over = work.finally(() => (isOver = true));
	over.catch(() => {});
	await jest.advanceTimersByTimeAsync(0);
	while (!isOver) {
		if (jest.getTimerCount() === 0) throw new Error('Waits for something that is no time');
		await jest.advanceTimersToNextTimerAsync();
	}
	return await over;
}
