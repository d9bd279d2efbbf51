import { asRecord, type Json } from './schema';

/**
 * A JSON document as YAML that every YAML 1.2 reader reads back alike: block style for what has
 * members, JSON's own notation (which is YAML) for keys that need quotes and for all values.
 */
export function toYaml(value: Json): string {
	return `${block(value, '').replace(/^\n/, '')}\n`;
}

function block(value: Json, indent: string): string {
	if (Array.isArray(value) && value.length > 0) {
		return value.map((item) => `\n${indent}- ${inline(item, `${indent}  `)}`).join('');
	}
	const entries = Object.entries(asRecord(value) ?? {});
	if (entries.length > 0) {
		return entries
			.map(([key, member]) => {
				const text = block(member, `${indent}  `);
				return `\n${indent}${keyText(key)}:${text.startsWith('\n') ? text : ` ${text}`}`;
			})
			.join('');
	}
	return JSON.stringify(value ?? null);
}

/** Behind a dash the first member stands on the dash's own line. */
function inline(value: Json, indent: string): string {
	return block(value, indent).replace(/^\n\s*/, '');
}

/** Bare only where no YAML version reads anything else into it (`no`, `1e3`, `~`). */
function keyText(key: string): string {
	return /^[A-Za-z$_][A-Za-z0-9_$]{3,}$/.test(key) && !/^(true|false|null)$/i.test(key)
		? key
		: JSON.stringify(key);
}
