/** An error and what caused it, the outermost first; some are no `Error`. */
export function causes(error: unknown): Array<Record<string, unknown>> {
	const found: Array<Record<string, unknown>> = [];
	let current = error;
	while (typeof current === 'object' && current !== null && found.length < 6) {
		found.push(current as Record<string, unknown>);
		current = 'cause' in current ? current.cause : undefined;
	}
	return found;
}
