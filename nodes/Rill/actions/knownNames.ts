import { RillError } from '../client/errors';
import { nearestNames } from '../client/similar';

/** Beyond so many a list of names helps nobody. */
const MAX_LISTED = 30;

/**
 * The one that is meant among those that Rill lists, whatever the case of its letters.
 *
 * @param words what they are (`measure`), where (`metrics view "flights"`), and the node's field
 * @throws RillError `settings` with the nearest names, if it is none of them
 */
export function knownName<T extends { name: string }>(
	name: string,
	known: readonly T[],
	words: { what: string; where: string; label: string },
): T {
	const found =
		known.find((candidate) => candidate.name === name) ??
		known.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase());
	if (found) return found;
	const names = known.map((candidate) => candidate.name);
	const near = nearestNames(name, names).map((candidate) => `"${candidate}"`);
	const meant = near.length > 0 ? ` Did you mean ${near.join(' or ')}?` : '';
	const listed =
		names.length === 0
			? 'There are none that this token may see.'
			: `There are: ${names.slice(0, MAX_LISTED).join(', ')}${names.length > MAX_LISTED ? ', …' : ''}.`;
	throw new RillError(
		'settings',
		`There is no ${words.what} "${name}" in ${words.where}.${meant}`,
		`Choose it from the list in '${words.label}', or correct its name. ${listed}`,
	);
}
