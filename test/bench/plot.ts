/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-dangerous-functions -- draws with a tool; the node starts nothing */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { installedFile } from './install';
import { timesOf } from './judge';
import type { CaseResult } from './measure';
import { spreadOf } from './statistics';

const NAMES: Record<string, string> = {
	rill: 'Rill node',
	httpRequest: 'HTTP Request node',
	floor: 'undici alone',
};

interface Point {
	who: string;
	x: number;
	/** Multiples of the shortest time of undici alone, so that no machine's time is told. */
	median: number;
	low: number;
	high: number;
}

function pointsOf(results: CaseResult[], series: 'rows' | 'items'): Point[] {
	const own = results.filter(({ benchCase }) => benchCase.point?.series === series);
	const unit = Math.min(...own.map((result) => spreadOf(timesOf(result, 'floor')).median));
	return own.flatMap((result) =>
		Object.entries(NAMES).map(([contender, who]) => {
			const { median, low, high } = spreadOf(timesOf(result, contender));
			const x = result.benchCase.point?.x ?? 0;
			return { who, x, median: median / unit, low: low / unit, high: high / unit };
		}),
	);
}

function chart(title: string, xTitle: string, values: Point[]) {
	const x = { field: 'x', type: 'quantitative', scale: { type: 'log' }, title: xTitle };
	const y = { type: 'quantitative', scale: { type: 'log' } };
	const color = {
		field: 'who',
		type: 'nominal',
		title: null,
		sort: Object.values(NAMES),
		legend: { orient: 'bottom' },
	};
	return {
		title,
		width: 360,
		height: 260,
		data: { values },
		layer: [
			{
				mark: { type: 'line', point: true },
				encoding: {
					x,
					y: { ...y, field: 'median', title: 'time, as a multiple of undici’s shortest' },
					color,
				},
			},
			{
				mark: { type: 'rule', strokeWidth: 3, opacity: 0.4 },
				encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' }, color },
			},
		],
	};
}

/** Time by rows and by items for the three, as a picture in SVG. */
export function plot(results: CaseResult[]): string {
	const spec = {
		$schema: 'https://vega.github.io/schema/vega-lite/v6.json',
		hconcat: [
			chart('One call', 'rows', pointsOf(results, 'rows')),
			chart('A call for each item, ten at a time', 'items', pointsOf(results, 'items')),
		],
	};
	const folder = mkdtempSync(join(tmpdir(), 'bench-plot-'));
	try {
		const file = join(folder, 'plot.vl.json');
		writeFileSync(file, JSON.stringify(spec));
		return execFileSync(process.execPath, [installedFile('vega-lite/bin/vl2svg'), file], {
			encoding: 'utf8',
		});
	} finally {
		rmSync(folder, { recursive: true });
	}
}
