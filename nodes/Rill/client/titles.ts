/** What messages are about: an API of the project, or a metrics view that a built-in API asks. */
export interface Titled {
	readonly name: string;
	/** Where the API is only the way to a metrics view: that view's name, which people know. */
	readonly metricsView?: string;
}

/** How it is called within a sentence: `API "flights"`, `metrics view "delays"`. */
export function titleOf({ name, metricsView }: Titled): string {
	return metricsView === undefined ? `API "${name}"` : `metrics view "${metricsView}"`;
}

/** The same at the beginning of a sentence. */
export function atStart(title: string): string {
	return title.charAt(0).toUpperCase() + title.slice(1);
}
