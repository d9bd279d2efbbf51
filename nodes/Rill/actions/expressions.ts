import { RillError } from '../client/errors';

/**
 * Refuses an expression that found nothing. A field that somebody left empty says that there is no
 * such wish; one whose expression has no value was to say something, and nobody would see that it
 * does not.
 *
 * @param written the field's text as it stands in the workflow
 * @param value what n8n made of it
 * @param meaning what an empty field would mean, for the message
 * @throws RillError `settings`
 */
export function refuseNothing(
	written: unknown,
	value: unknown,
	label: string,
	meaning: string,
): void {
	const isExpression = typeof written === 'string' && written.startsWith('=');
	const isNothing = value === undefined || value === null || String(value).trim() === '';
	if (!isExpression || !isNothing) return;
	throw new RillError(
		'settings',
		`The expression in '${label}' found nothing`,
		`Correct it, or give it a value for this case. It is not taken for ${meaning}, since nobody would notice.`,
	);
}
