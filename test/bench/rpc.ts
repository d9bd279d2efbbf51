/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-dangerous-functions -- the bench runs each contender and the server in a process of its own */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

interface Question {
	id: number;
	method: string;
	argument: unknown;
}

interface Reply {
	id: number;
	result?: unknown;
	error?: string;
}

type Handlers = Record<string, (argument: never) => unknown>;

/** In a process of the bench: answers what its parent asks. */
export function answerParent(handlers: Handlers): void {
	process.on('message', ({ id, method, argument }: Question) => {
		void (async () => {
			try {
				process.send?.({ id, result: await handlers[method](argument as never) } satisfies Reply);
			} catch (error) {
				const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
				process.send?.({ id, error: text } satisfies Reply);
			}
		})();
	});
	process.once('disconnect', () => process.exit(0));
}

/** A process of the bench, as its parent sees it. */
export class Child {
	private readonly waiting = new Map<number, (reply: Reply) => void>();
	private asked = 0;

	private constructor(
		private readonly process: ChildProcess,
		private readonly name: string,
	) {
		process.on('message', (reply: Reply) => {
			this.waiting.get(reply.id)?.(reply);
			this.waiting.delete(reply.id);
		});
		process.once('exit', (code, signal) => {
			const error = `${name} has ended (${signal ?? String(code)})`;
			for (const [id, settle] of this.waiting) settle({ id, error });
			this.waiting.clear();
		});
	}

	/** Starts a file of TypeScript. */
	static start(file: string, name: string): Child {
		const execArgv = ['--require', require.resolve('tsx/cjs'), '--expose-gc'];
		return new Child(fork(file, { execArgv }), name);
	}

	async ask<T>(method: string, argument?: unknown): Promise<T> {
		const id = this.asked++;
		const { result, error } = await new Promise<Reply>((resolve) => {
			this.waiting.set(id, resolve);
			if (this.process.connected) this.process.send({ id, method, argument } satisfies Question);
			else resolve({ id, error: `${this.name} has ended` });
		});
		if (error !== undefined) throw new Error(error);
		return result as T;
	}

	/** Ends it by ending the talk, so that it can still write what it has measured. */
	async stop(): Promise<void> {
		if (this.process.exitCode !== null || this.process.signalCode !== null) return;
		const ended = once(this.process, 'exit');
		if (this.process.connected) this.process.disconnect();
		await ended;
	}
}
