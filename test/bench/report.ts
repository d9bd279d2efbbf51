/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';

import { PROJECT_DIR } from '../support/engine';
import type { BenchCase } from './cases/case';
import { installedFile } from './install';
import { judge, memoryOf, timesOf, type Judged } from './judge';
import type { CaseResult } from './measure';
import { plot } from './plot';
import { isEqual, ratioOf, type Spread } from './statistics';

const DOCS = join(PROJECT_DIR, 'docs');
const GIB = 1024 ** 3;

/** What the machine had to do besides when the bench began. */
export const loadAtStart = loadavg()[0];

const versionIn = (folder: string): string =>
	(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }).version;

const installed = (name: string) => versionIn(join(PROJECT_DIR, 'node_modules', name));

function row(...cells: string[]): string {
	return `| ${cells.join(' | ')} |`;
}

function table(heads: string[], rows: string[][]): string {
	return [row(...heads), row(...heads.map(() => '---')), ...rows.map((one) => row(...one))].join(
		'\n',
	);
}

function digits(value: number): string {
	return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

const times = ({ median, low, high }: Spread): string =>
	`${digits(median)} × (${digits(low)}–${digits(high)})`;

function cell(judged: Judged | undefined): string {
	if (!judged) return '';
	const { ratio, atMost, isMet } = judged;
	if (atMost === undefined) return times(ratio);
	const verdict = isMet ? (ratio.median > atMost ? 'equal' : 'yes') : '**no**';
	return `${times(ratio)}, at most ${atMost}: ${verdict}`;
}

function machine(): string {
	const [{ model }] = cpus();
	return table(
		['what', 'which'],
		[
			['machine', `${cpus().length} × ${model.trim()}, ${Math.round(totalmem() / GIB)} GB`],
			['Node.js', process.version.slice(1)],
			['this package', versionIn(PROJECT_DIR)],
			['n8n-core (engine)', installed('n8n-core')],
			[
				'n8n-nodes-base (HTTP Request, Convert to File)',
				versionIn(installedFile('n8n-nodes-base')),
			],
			['undici', installed('undici')],
			['processes that waited for a processor when it began', loadAtStart.toFixed(1)],
		],
	);
}

function comparisons(results: CaseResult[]): string {
	const rows = results.map((result) => {
		const judged = judge(result);
		const of = (against: string) => cell(judged.find((one) => one.against === against));
		const note = result.batching ? `, ${batchesOf(result)}` : '';
		return [
			result.benchCase.title,
			`${of('httpRequest')}${note}`,
			of('floor'),
			of('bare'),
			of('ideal'),
		];
	});
	const heads = ['case', ...['HTTP Request', 'undici alone', 'Bare', 'Ideal'].map(against)];
	const isSaid = (column: number) => rows.some((cells) => cells[column] !== '');
	const said = <T>(cells: T[]) => cells.filter((_, column) => isSaid(column));
	return table(said(heads), rows.map(said));
}

const against = (whom: string) => `against ${whom}`;

function batchesOf({ batching }: CaseResult): string {
	return batching ? `batches of ${batching.size} each ${batching.interval} ms` : 'no batches';
}

const sectionOf = (results: CaseResult[], group: BenchCase['group']) =>
	results.filter(({ benchCase }) => benchCase.group === group);

function memory(results: CaseResult[]): string {
	return results
		.filter(({ benchCase }) => benchCase.inNewProcess)
		.map((result) => {
			const judged = judge(result).find(({ against }) => against.startsWith('memory'));
			const whole = ratioOf(
				result.runs.rill.map(({ peakBytes }) => peakBytes),
				result.runs.httpRequest.map(({ peakBytes }) => peakBytes),
			);
			const over = memoryOf(result, 'httpRequest').every((bytes) => bytes > 0);
			if (!over) throw new Error('The memory of HTTP Request was not measured');
			return `${result.benchCase.title}: the most memory that the run takes on top of the engine's own is ${cell(judged)} of what HTTP Request and Convert to File take; that of the whole process, the engine and n8n's own nodes included, is ${times(whole)}.`;
		})
		.join('\n\n');
}

function growth(results: CaseResult[]): string {
	return table(
		['ten times as many', 'takes so many times as long'],
		results.map((result) => [result.benchCase.title, cell(judge(result)[0])]),
	);
}

const MANNERS: Array<[contender: string, words: string]> = [
	['httpAtOnce', 'HTTP Request as it stands in the editor: all items at once'],
	['httpBatched100', 'HTTP Request, batches of 10 each 100 ms'],
	['httpRequest', 'HTTP Request, the fastest that lost nothing here'],
	['rillByDefault', 'Rill node, Concurrent Requests left at 5'],
	['rill', 'Rill node, Concurrent Requests 10'],
	['floor', 'undici alone, 10 at a time'],
];

function manners(result: CaseResult): string {
	const { benchCase, runs } = result;
	const ideal = benchCase.idealMs ?? 0;
	const most = (values: number[]) => String(Math.max(...values));
	return table(
		['who', 'most at a time', 'refused with 429', 'items lost', 'connections opened', 'time'],
		MANNERS.map(([contender, words]) => [
			contender === 'httpRequest' ? `${words}: ${batchesOf(result)}` : words,
			most(runs[contender].map(({ counts }) => counts.mostAtOnce)),
			most(runs[contender].map(({ counts }) => counts.refused)),
			most(runs[contender].map(({ failed }) => failed)),
			most(runs[contender].map(({ counts }) => counts.connections)),
			times(
				ratioOf(
					timesOf(result, contender),
					runs[contender].map(() => ideal),
				),
			),
		]),
	);
}

const FLAPPING: Array<[contender: string, words: string]> = [
	['httpStops', 'HTTP Request, _Retry on Fail_ 5 × 5 s; a failed item ends the workflow'],
	['httpGoesOn', 'HTTP Request, _Retry on Fail_ 5 × 5 s; failed items go on as items'],
	['rill', 'Rill node as it is; failed items go on as items'],
];

function flapping({ runs }: CaseResult): string {
	const each = (values: number[]) => values.join(', ');
	return table(
		['who', 'items lost, run by run', 'calls that Rill got', 'of these while it was down'],
		FLAPPING.map(([contender, words]) => [
			words,
			each(runs[contender].map(({ failed }) => failed)),
			each(runs[contender].map(({ counts }) => counts.calls)),
			each(runs[contender].map(({ counts }) => counts.down)),
		]),
	);
}

/** Why a case does not reach what was wished for, as far as anybody knows. */
function losses(results: CaseResult[]): string {
	const lost = results.filter((result) => judge(result).some(({ isMet }) => isMet === false));
	if (lost.length === 0) return 'Nothing, in this run.';
	return lost
		.map((result) => {
			const against = judge(result)
				.filter(({ isMet }) => isMet === false)
				.map(({ against: whom }) => WORDS[whom] ?? whom);
			const { title, whyNot = 'Not explained yet.' } = result.benchCase;
			return `- **${title}** (against ${against.join(' and ')}). ${whyNot}`;
		})
		.join('\n');
}

const WORDS: Record<string, string> = {
	httpRequest: 'HTTP Request',
	floor: 'undici alone',
	ideal: 'the ideal',
	tenth: 'a tenth of it',
	'memory of httpRequest': 'the memory of HTTP Request',
};

const equalCases = (results: CaseResult[]): number =>
	results.flatMap(judge).filter(({ ratio }) => isEqual(ratio)).length;

/** Writes `docs/benchmarks.md` and its plot. */
export async function writeReport(results: CaseResult[]): Promise<void> {
	const [mannersResult] = sectionOf(results, 'manners');
	const [flappingResult] = sectionOf(results, 'flapping');
	const template = readFileSync(join(__dirname, 'report.md'), 'utf8');
	const parts: Record<string, string> = {
		machine: machine(),
		calls: comparisons(sectionOf(results, 'calls')),
		many: comparisons(sectionOf(results, 'many')),
		editor: comparisons(sectionOf(results, 'editor')),
		memory: memory(results),
		manners: manners(mannersResult),
		flapping: flapping(flappingResult),
		growth: growth(sectionOf(results, 'growth')),
		losses: losses(results),
		equal: String(equalCases(results)),
	};
	const text = template.replace(/\{\{(\w+)\}\}/g, (_, name: string) => parts[name]);
	const file = join(DOCS, 'benchmarks.md');
	const style = await resolveConfig(file);
	writeFileSync(file, await format(text, { ...style, parser: 'markdown' }));
	writeFileSync(join(DOCS, 'benchmarks.svg'), plot(results));
}
