import type { INodeType } from 'n8n-workflow';

import { getApiArguments } from './apiArguments';
import { searchApis } from './searchApis';

/** What the editor asks the node while somebody edits a workflow. */
export const methods: INodeType['methods'] = {
	listSearch: { searchApis },
	resourceMapping: { getApiArguments },
};
