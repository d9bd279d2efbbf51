import { RillError } from '../client/errors';
import { asRecord, asText } from '../client/schema';

/**
 * The name that a resource locator holds, chosen or typed.
 *
 * @throws RillError `settings` if there is none
 */
export function readLocator(locator: unknown, label: string): string {
	const name = (typeof locator === 'string' ? locator : asText(asRecord(locator)?.value)).trim();
	if (name !== '') return name;
	throw new RillError('settings', `'${label}' is empty`, 'Choose one from the list.');
}
