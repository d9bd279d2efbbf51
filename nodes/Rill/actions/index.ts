import type { INodeProperties } from 'n8n-workflow';

import { access } from './access';
import { customApi } from './customApi';
import { metrics } from './metrics';
import type { RillOperation, RillResource } from './operation';
import { toolDescription } from './toolDescription';

/**
 * Everything the node can do, in the order in which n8n offers it: what most people come for first.
 * Adding an operation touches its own folder and its resource's list.
 */
const RESOURCES: RillResource[] = [customApi, metrics, access];

/** The operation that a workflow names. */
export function findOperation(resource: string, operation: string): RillOperation | undefined {
	return RESOURCES.find(({ value }) => value === resource)?.operations.find(
		({ value }) => value === operation,
	);
}

/**
 * Under the node's name on the canvas: the API that it calls, or else what it does. The editor hands
 * an expression the value of a resource locator, the engine the whole of it.
 */
export const subtitle = `={{ $parameter["operation"] === "call" && ($parameter["api"]["value"] || $parameter["api"]["mode"] === undefined && $parameter["api"]) || (${JSON.stringify(
	Object.fromEntries(
		RESOURCES.flatMap(({ operations }) => operations.map(({ value, action }) => [value, action])),
	),
)})[$parameter["operation"]] }}`;

const SELECTOR: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	default: '',
};

/** The node's form: resource, operation, and each operation's own fields. */
export const properties: INodeProperties[] = [
	...forEachOperation((operation) => [toolDescription(operation)]),
	{
		displayName: 'Resource',
		name: 'resource',
		type: 'options',
		noDataExpression: true,
		options: RESOURCES.map(({ name, value }) => ({ name, value })),
		default: 'customApi',
	},
	...RESOURCES.map(operationSelector),
	...forEachOperation(({ fields }) => fields),
];

function forEachOperation(fieldsOf: (operation: RillOperation) => INodeProperties[]) {
	return RESOURCES.flatMap((resource) =>
		resource.operations.flatMap((operation) =>
			fieldsOf(operation).map((field) => shownFor(field, resource, operation)),
		),
	);
}

function operationSelector({ value, operations, defaultOperation }: RillResource): INodeProperties {
	return {
		...SELECTOR,
		displayOptions: { show: { resource: [value] } },
		options: operations.map(({ name, value: operation, action, description }) => ({
			name,
			value: operation,
			action,
			description,
		})),
		default: defaultOperation,
	};
}

function shownFor(
	field: INodeProperties,
	resource: RillResource,
	operation: RillOperation,
): INodeProperties {
	return {
		...field,
		displayOptions: {
			...field.displayOptions,
			show: {
				resource: [resource.value],
				operation: [operation.value],
				...field.displayOptions?.show,
			},
		},
	};
}
