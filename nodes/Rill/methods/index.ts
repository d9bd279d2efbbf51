import type { INodeType } from 'n8n-workflow';

import { getApiArguments } from './apiArguments';
import { getApiColumns } from './apiColumns';
import { searchApis } from './searchApis';

/** What the editor asks the node while somebody edits a workflow. */
export const methods: INodeType['methods'] = {
	listSearch: { searchApis },
	loadOptions: { getApiColumns },
	resourceMapping: { getApiArguments },
};
