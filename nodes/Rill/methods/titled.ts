import type { INodeListSearchItems } from 'n8n-workflow';

interface Titled {
	name: string;
	/** Empty if it has none. */
	title: string;
}

/** What people call it in Rill, with the name that queries use where the two differ. */
export function titled({ name, title }: Titled): string {
	return title === '' || title === name ? name : `${title} (${name})`;
}

/** Those whose name or title holds the text, whatever the case, for a searchable list. */
export function matching(found: Titled[], filter: string): INodeListSearchItems[] {
	const wanted = filter.trim().toLowerCase();
	return found
		.map((one) => ({ name: titled(one), value: one.name }))
		.filter(({ name }) => name.toLowerCase().includes(wanted));
}
