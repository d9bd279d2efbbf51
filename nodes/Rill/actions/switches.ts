import { RillError } from '../client/errors';

/**
 * A field that is on or off. An expression may give it as text, where `"false"` must not come to
 * mean on, nor `"true"` off.
 *
 * @param unset what it is where nothing is filled in, or an expression finds nothing
 * @throws RillError `settings` for whatever is neither true nor false
 */
export function readSwitch(value: unknown, label: string, unset = false): boolean {
	if (typeof value === 'boolean') return value;
	const text = typeof value === 'string' ? value.trim().toLowerCase() : value;
	if (text === undefined || text === null || text === '') return unset;
	if (text === 'true' || text === 'false') return text === 'true';
	throw new RillError(
		'settings',
		`'${label}' should be true or false, but is ${JSON.stringify(value) ?? String(value)}`,
		'Change its expression, or switch it on or off by hand.',
	);
}
