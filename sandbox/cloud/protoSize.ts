import type { Message } from './protoJson';

const isObject = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null;

const varint = (value: number): number => (value < 128 ? 1 : 1 + varint(Math.floor(value / 128)));
const framed = (length: number): number => 1 + varint(length) + length;
const sum = (sizes: number[]): number => sizes.reduce((total, size) => total + size, 0);

function sizeOfValue(value: unknown): number {
	if (typeof value === 'string') return framed(Buffer.byteLength(value));
	if (typeof value === 'number') return 9;
	if (Array.isArray(value)) return framed(sum(value.map((one) => framed(sizeOfValue(one)))));
	return isObject(value) ? framed(sizeOfStruct(value)) : 2;
}

function sizeOfStruct(fields: Record<string, unknown>): number {
	return sum(
		Object.entries(fields).map(([key, value]) =>
			framed(framed(Buffer.byteLength(key)) + framed(sizeOfValue(value))),
		),
	);
}

/**
 * How many bytes a request has in protobuf's own encoding. Rill turns a body of JSON into that before
 * it looks at it, and refuses more than 4 MiB of it.
 */
export function protoSize(message: Message): number {
	return sum(
		Object.values(message).map((value) => {
			if (typeof value === 'string') return framed(Buffer.byteLength(value));
			if (typeof value === 'number') return 1 + varint(value);
			return isObject(value) ? framed(sizeOfStruct(value)) : 2;
		}),
	);
}

export const maximumMessageSize = 4 * 1024 * 1024;
