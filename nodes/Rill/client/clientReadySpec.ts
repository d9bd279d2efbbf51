import { apisUrl, placeName, wellFormed, type RillAddress } from './address';
import { RillError } from './errors';
import { asRecord, type Json } from './schema';

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

/**
 * The spec as generators of API clients want it. Rill's own names an internal server address, no
 * way to sign in and no `operationId` (`rill.md` §3); this one has the project's public address, a
 * bearer token, a name of its own for each operation, and is valid where Rill's is not. The document handed in stays as it is.
 */
export function clientReadySpec(
	document: Record<string, Json>,
	address: RillAddress,
): Record<string, Json> {
	if (document.openapi === undefined) {
		throw new RillError(
			'unexpected',
			'The spec of this project is in the old format Swagger 2.0, which cannot be made client-ready',
			"Switch off 'Client-Ready', or deploy the project with a current version of Rill.",
		);
	}
	const clean = asRecord(withSingleExamples(document)) ?? {};
	const components = asRecord(clean.components) ?? {};
	return {
		...clean,
		info: {
			...asRecord(clean.info),
			description: `Custom APIs of ${placeName(address)}`,
		},
		servers: [{ url: apisUrl(address) }],
		security: [{ rillToken: [] }],
		paths: namedPaths(asRecord(clean.paths) ?? {}),
		components: {
			...components,
			securitySchemes: {
				...asRecord(components.securitySchemes),
				rillToken: {
					type: 'http',
					scheme: 'bearer',
					description: 'A user token, a service token or an ephemeral token of Rill',
				},
			},
		},
	};
}

/**
 * A schema may list `examples` in JSON Schema and OpenAPI 3.1; in the 3.0 that Rill prints it may
 * not, and Rill passes on whatever an API's author wrote.
 */
function withSingleExamples(value: Json): Json {
	if (Array.isArray(value)) return value.map(withSingleExamples);
	const record = asRecord(value);
	if (!record) return value;
	return Object.fromEntries(
		Object.entries(record).map(([key, part]) =>
			key === 'examples' && Array.isArray(part)
				? ['example', part[0] as Json]
				: [key, withSingleExamples(part)],
		),
	);
}

function namedPaths(paths: Record<string, Json>): Record<string, Json> {
	const taken = new Set<string>();
	return Object.fromEntries(
		Object.entries(paths).map(([path, item]) => [
			encodedPath(path),
			Object.fromEntries(
				Object.entries(asRecord(item) ?? {}).map(([method, operation]) => [
					method,
					METHODS.includes(method)
						? { ...asRecord(operation), operationId: uniqueId(path, method, taken) }
						: operation,
				]),
			),
		]),
	);
}

/** `/ops/weekly` is one API with a slash in its name: a client has to call `/ops%2Fweekly`. */
function encodedPath(path: string): string {
	return `/${encodeURIComponent(wellFormed(path.replace(/^\//, '')))}`;
}

/** The API's name in the alphabet that every programming language takes for a function. */
function uniqueId(path: string, method: string, taken: Set<string>): string {
	const words = path.split(/[^A-Za-z0-9]/).filter((word) => word !== '');
	const joined = words
		.map((word, index) => (index === 0 ? word : word[0].toUpperCase() + word.slice(1)))
		.join('');
	const base = /^[A-Za-z]/.test(joined) ? joined : `api${joined}`;
	let id = base;
	if (taken.has(id)) id = `${base}${method[0].toUpperCase()}${method.slice(1)}`;
	for (let number = 2; taken.has(id); number++) id = `${base}${number}`;
	taken.add(id);
	return id;
}
