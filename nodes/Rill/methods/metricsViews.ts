import type {
	ILoadOptionsFunctions,
	INodeListSearchResult,
	INodePropertyOptions,
} from 'n8n-workflow';

import { knownName } from '../actions/knownNames';
import { readLocator } from '../actions/locator';
import { placeName } from '../client/address';
import { fetchMetricsViews, type MetricsField, type MetricsView } from '../client/resources';
import { connect } from '../connection';
import { inEditor } from '../failure';
import { matching, titled } from './titled';

/** The project's metrics views for the picker; one that Rill cannot query is not offered. */
export async function searchMetricsViews(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	return await inEditor(this, async () => {
		const views = await fetchMetricsViews(await connect(this));
		return {
			results: matching(
				views.filter(({ problem }) => problem === undefined),
				filter,
			),
		};
	});
}

export async function getMeasures(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return await inEditor(this, async () => (await chosenView(this)).measures.map(toOption));
}

export async function getDimensions(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return await inEditor(this, async () => (await chosenView(this)).dimensions.map(toOption));
}

/** What a result can be sorted by. */
export async function getDimensionsAndMeasures(
	this: ILoadOptionsFunctions,
): Promise<INodePropertyOptions[]> {
	return await inEditor(this, async () => {
		const { dimensions, measures } = await chosenView(this);
		return [...measures, ...dimensions].map(toOption);
	});
}

async function chosenView(context: ILoadOptionsFunctions): Promise<MetricsView> {
	const connection = await connect(context);
	const name = readLocator(context.getNodeParameter('metricsView'), 'Metrics View');
	return knownName(name, await fetchMetricsViews(connection), {
		what: 'metrics view',
		where: placeName(connection.address),
		label: 'Metrics View',
	});
}

function toOption(field: MetricsField): INodePropertyOptions {
	const { name, description } = field;
	return { name: titled(field), value: name, ...(description === '' ? {} : { description }) };
}
