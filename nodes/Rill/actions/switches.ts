import { RillError } from '../client/errors';

/**
 * Whether a toggle is on. An expression may give the words as text; whatever else it gives is
 * neither, and to take it for one of them would be to guess.
 *
 * @throws RillError `settings`
 */
export function readSwitch(value: unknown, label: string): boolean {
	const word = typeof value === 'string' ? value.trim().toLowerCase() : value;
	if (word === true || word === 'true') return true;
	if (word === false || word === 'false') return false;
	throw new RillError(
		'settings',
		`'${label}' should be true or false, but is ${JSON.stringify(value) ?? 'nothing'}`,
		'Change its expression, or switch it by hand.',
	);
}
