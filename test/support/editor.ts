import { LoadOptionsContext } from 'n8n-core';
import type {
	INodeListSearchResult,
	INodeParameters,
	INodePropertyOptions,
	ResourceMapperFields,
} from 'n8n-workflow';

import { prepare, type InstanceOptions } from './instance';
import { RILL_TYPE } from './nodeTypes';
import { withoutSecret } from './secrets/givenOut';
import { node } from './workflows';

/** What is filled in so far, while the editor asks the node. */
export interface EditorQuestion extends InstanceOptions {
	parameters?: INodeParameters;
}

async function editorContext({ parameters = {}, ...options }: EditorQuestion) {
	const json = { nodes: [node('Rill', RILL_TYPE, parameters)], connections: {} };
	const { workflow, data, types } = await prepare(json, options);
	const rill = workflow.getNode('Rill');
	if (!rill) throw new Error('The workflow has no Rill node');
	// The editor sends what its form holds: fields that nobody has touched with their defaults.
	data.currentNodeParameters = rill.parameters;
	const { methods } = types.getByNameAndVersion(RILL_TYPE);
	return { context: new LoadOptionsContext(workflow, rill, data, ''), methods };
}

/** What the editor gets for a searchable list while somebody types. */
export async function searchList(
	method: string,
	question: EditorQuestion & { filter?: string },
): Promise<INodeListSearchResult> {
	const { context, methods } = await editorContext(question);
	const search = methods?.listSearch?.[method];
	if (!search) throw new Error(`No list ${method}`);
	return await withoutSecret(search.call(context, question.filter));
}

/** The form fields that the editor shows for a resource mapper. */
export async function mapperFields(
	method: string,
	question: EditorQuestion,
): Promise<ResourceMapperFields> {
	const { context, methods } = await editorContext(question);
	const fields = methods?.resourceMapping?.[method];
	if (!fields) throw new Error(`No resource mapper method ${method}`);
	return await withoutSecret(fields.call(context));
}

/** What the editor offers for a field whose options the node knows. */
export async function optionList(
	method: string,
	question: EditorQuestion,
): Promise<INodePropertyOptions[]> {
	const { context, methods } = await editorContext(question);
	const options = methods?.loadOptions?.[method];
	if (!options) throw new Error(`No options method ${method}`);
	return await withoutSecret(options.call(context));
}
