import type { INodeListSearchItems } from 'n8n-workflow';

import { shortened } from '../client/errors';

interface Titled {
	name: string;
	/** Empty if it has none. */
	title: string;
}

/** As much of the spec's words as a form can show; n8n saves its labels with each workflow. */
export function brief(words: string): string {
	return shortened(words, 300);
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
