import type { INodeType } from 'n8n-workflow';

import { getApiArguments } from './apiArguments';
import { getApiColumns } from './apiColumns';
import { searchCanvases, searchExplores } from './dashboards';
import {
	getDimensions,
	getDimensionsAndMeasures,
	getMeasures,
	searchMetricsViews,
} from './metricsViews';
import { searchApis } from './searchApis';

/** What the editor asks the node while somebody edits a workflow. */
export const methods: INodeType['methods'] = {
	listSearch: { searchApis, searchCanvases, searchExplores, searchMetricsViews },
	loadOptions: { getApiColumns, getDimensions, getDimensionsAndMeasures, getMeasures },
	resourceMapping: { getApiArguments },
};
