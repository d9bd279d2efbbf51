import {
	DuckDBArrayValue,
	DuckDBBlobValue,
	DuckDBDateValue,
	DuckDBDecimalValue,
	DuckDBIntervalValue,
	DuckDBListValue,
	DuckDBMapValue,
	DuckDBStructValue,
	DuckDBTimestampMillisecondsValue,
	DuckDBTimestampNanosecondsValue,
	DuckDBTimestampSecondsValue,
	DuckDBTimestampTZValue,
	DuckDBTimestampValue,
	DuckDBTimeTZValue,
	DuckDBTimeValue,
	DuckDBTypeId,
	type DuckDBType,
	type DuckDBValue,
} from '@duckdb/node-api';
import { compareBytes, json, jsonNumber, jsonText } from './go';

/** A value that Go's JSON encoder refuses: Rill answers 500 with these words. */
export class NotEncodable extends Error {}

/** A column type that Rill does not know: 400 before the first row. */
class UnsupportedType extends Error {
	constructor(type: string) {
		super(`encountered unsupported duckdb type: ${type}`);
	}
}

const unsupported = new Set<DuckDBTypeId>([
	DuckDBTypeId.BIT,
	DuckDBTypeId.UHUGEINT,
	DuckDBTypeId.BIGNUM,
	DuckDBTypeId.UNION,
	DuckDBTypeId.GEOMETRY,
]);

/** A union's tags are quoted in Rill's error, and the other types bare. */
function nameOf(type: DuckDBType): string {
	if (type.typeId !== DuckDBTypeId.UNION) return String(type);
	const members = type.memberTags.map((tag, at) => `"${tag}" ${String(type.memberTypes[at])}`);
	return `UNION(${members.join(', ')})`;
}

export function checkType(type: DuckDBType): void {
	if (unsupported.has(type.typeId)) throw new UnsupportedType(nameOf(type));
	if (type.typeId === DuckDBTypeId.LIST || type.typeId === DuckDBTypeId.ARRAY) {
		checkType(type.valueType);
	} else if (type.typeId === DuckDBTypeId.STRUCT) {
		type.entryTypes.forEach(checkType);
	} else if (type.typeId === DuckDBTypeId.MAP) {
		checkType(type.keyType);
		checkType(type.valueType);
	}
}

const pad = (value: number | bigint, width = 2): string => String(value).padStart(width, '0');

/** A day of the Gregorian calendar, far beyond what a JavaScript date can hold. */
function civil(days: number): { year: number; month: number; day: number } {
	const shifted = days + 719_468;
	const era = Math.floor(shifted / 146_097);
	const dayOfEra = shifted - era * 146_097;
	const yearOfEra = Math.floor(
		(dayOfEra -
			Math.floor(dayOfEra / 1460) +
			Math.floor(dayOfEra / 36_524) -
			Math.floor(dayOfEra / 146_096)) /
			365,
	);
	const dayOfYear =
		dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
	const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
	const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
	const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
	return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

function dateText(days: number): string {
	const { year, month, day } = civil(days);
	return `${year < 0 ? '-' : ''}${pad(Math.abs(year), 4)}-${pad(month)}-${pad(day)}`;
}

const second = 1_000_000_000n;
const secondsPerDay = 86_400n;

function clockText(nanoseconds: bigint): string {
	const seconds = nanoseconds / second;
	const fraction = pad(nanoseconds % second, 9).replace(/0+$/, '');
	const clock = [seconds / 3600n, (seconds / 60n) % 60n, seconds % 60n].map((part) => pad(part));
	return `${clock.join(':')}${fraction === '' ? '' : `.${fraction}`}`;
}

/** RFC 3339 with up to nine digits of a second, zeros at the end cut, as Go prints a time. */
function timestampText(nanoseconds: bigint): string {
	const perDay = second * secondsPerDay;
	const ofDay = ((nanoseconds % perDay) + perDay) % perDay;
	const days = Number((nanoseconds - ofDay) / perDay);
	const { year } = civil(days);
	if (year < 0 || year > 9999) {
		throw new NotEncodable(
			'json: error calling MarshalJSON for type time.Time: Time.MarshalJSON: year outside of range [0,9999]',
		);
	}
	return `${dateText(days)}T${clockText(ofDay)}Z`;
}

function offsetText(seconds: number): string {
	if (seconds === 0) return 'Z';
	const minutes = Math.floor(Math.abs(seconds) / 60);
	return `${seconds < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
}

/** Whole milliseconds, a month being thirty days. */
function intervalText({ months, days, micros }: DuckDBIntervalValue): string {
	return String(BigInt(months * 30 + days) * 86_400_000n + micros / 1000n);
}

/** What is text in an answer, and so can be the key of a map. */
function plainText(value: DuckDBValue): string | undefined {
	if (typeof value === 'string') return value;
	if (value instanceof DuckDBDateValue) return dateText(value.days);
	if (value instanceof DuckDBTimeValue) return `0001-01-01T${clockText(value.micros * 1000n)}Z`;
	if (value instanceof DuckDBTimeTZValue) {
		return `0001-01-01T${clockText(value.micros * 1000n)}${offsetText(value.offset)}`;
	}
	if (value instanceof DuckDBTimestampValue || value instanceof DuckDBTimestampTZValue) {
		return timestampText(value.micros * 1000n);
	}
	if (value instanceof DuckDBTimestampMillisecondsValue) {
		return timestampText(value.millis * 1_000_000n);
	}
	if (value instanceof DuckDBTimestampSecondsValue) return timestampText(value.seconds * second);
	if (value instanceof DuckDBTimestampNanosecondsValue) return timestampText(value.nanos);
	if (value instanceof DuckDBBlobValue) return Buffer.from(value.bytes).toString('base64');
	return undefined;
}

function objectText(fields: Array<[string, string]>): string {
	const sorted = fields.sort(([a], [b]) => compareBytes(a, b));
	return `{${sorted.map(([name, value]) => `${jsonText(name)}:${value}`).join(',')}}`;
}

/** The key of a map, which JSON wants as text. */
function keyText(value: DuckDBValue, type: DuckDBType): string {
	return plainText(value) ?? valueText(value, type);
}

/** A value as it stands in Rill's answer. */
function valueText(value: DuckDBValue, type: DuckDBType): string {
	if (value === null) return 'null';
	if (type.alias === 'JSON' && typeof value === 'string') return json(JSON.parse(value));
	const plain = plainText(value);
	if (plain !== undefined) return jsonText(plain);
	if (typeof value === 'number') return jsonNumber(value);
	if (typeof value === 'bigint') {
		return type.typeId === DuckDBTypeId.HUGEINT ? jsonNumber(Number(value)) : String(value);
	}
	if (value instanceof DuckDBDecimalValue) return jsonNumber(Number(value.toString()));
	if (value instanceof DuckDBIntervalValue) return intervalText(value);
	if (value instanceof DuckDBListValue || value instanceof DuckDBArrayValue) {
		const items =
			'valueType' in type ? value.items.map((item) => valueText(item, type.valueType)) : [];
		return `[${items.join(',')}]`;
	}
	if (value instanceof DuckDBStructValue && type.typeId === DuckDBTypeId.STRUCT) {
		// Recorded as a 500; these words are the sandbox's.
		if (type.entryNames.includes('')) throw new NotEncodable('json: unnamed struct field');
		return objectText(
			type.entryNames.map((name, at) => [
				name,
				valueText(value.entries[name] ?? null, type.entryTypes[at] ?? type),
			]),
		);
	}
	if (value instanceof DuckDBMapValue && type.typeId === DuckDBTypeId.MAP) {
		return objectText(
			value.entries.map((entry) => [
				keyText(entry.key, type.keyType),
				valueText(entry.value, type.valueType),
			]),
		);
	}
	return typeof value === 'boolean' ? String(value) : jsonText(String(value));
}

/** Rows as Rill's bare array of objects, the columns in the order of their names' bytes. */
export function rowsText(names: string[], types: DuckDBType[], rows: DuckDBValue[][]): string {
	const columns = names
		.map((name, at) => ({ name, key: jsonText(name), at, type: types[at] }))
		.sort((a, b) => compareBytes(a.name, b.name));
	const objects = rows.map((row) => {
		const fields = columns.map(
			({ key, at, type }) => `${key}:${type ? valueText(row[at] ?? null, type) : 'null'}`,
		);
		return `{${fields.join(',')}}`;
	});
	return `[${objects.join(',')}]`;
}
