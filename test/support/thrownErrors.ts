import type { INodeType } from 'n8n-workflow';

const thrown: unknown[] = [];

/**
 * Keeps the errors that a node throws. In an execution's data the engine leaves copies of them
 * without what is not enumerable, such as their cause, which a log or a crash would show.
 */
export function watchErrors(type: INodeType): void {
	const { execute } = type;
	if (!execute) throw new Error(`${type.description.name} does not execute anything`);
	type.execute = async function (...given) {
		return await execute.apply(this, given).catch((error: unknown) => {
			thrown.push(error);
			return Promise.reject(error);
		});
	};
}

/** The errors thrown since the last time somebody asked. */
export function takeThrown(): unknown[] {
	return thrown.splice(0);
}
