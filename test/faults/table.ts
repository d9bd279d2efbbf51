import type { Deployment, FaultCase, Place } from './cases';

/** One line of `docs/faults.md`. */
export interface Line {
	one: FaultCase;
	place: Place;
	deployment: Deployment;
	said: string;
	hints: string[];
	requests: number;
	rows: string;
	lost: number;
	doubled: number;
	leaked: boolean;
}

const PLACES: Record<Place, string> = {
	call: 'one call of three',
	page: 'the second page of three',
	mint: 'issuing a token for Run As',
	picker: 'the list of APIs',
	fields: "the API's fields",
	credential: 'the test of the credential',
};

const cell = (text: string): string =>
	text
		.replace(/\s+/g, ' ')
		.replaceAll('|', '\\|')
		.replace(/([*_<>[\]])/g, '\\$1');

/** What differs from run to run says nothing: ports and seconds. */
const steady = (text: string): string =>
	text
		.replace(/127\.0\.0\.1:\d{2,}/g, '127.0.0.1:…')
		.replace(/a{64}/g, 'aaa…')
		.replace(/in \d+ seconds/g, 'in … seconds');

function sees({ said, hints }: Line): string {
	if (said !== '') return steady(said);
	return hints.length > 0 ? `the rows, and a hint: ${hints.join(' ')}` : 'the rows';
}

const key = (line: Line): string =>
	[line.one.injected, line.place, sees(line), line.requests, line.rows].join('\n');

const INTRODUCTION = `# When something goes wrong

What the node does with each failure, as \`npm run test:faults\` measured it: the suite injects the fault, looks at everything that comes of it, and writes this page. Where a line fails for good, the workflow was run with n8n's three settings of *On Error*: with *Stop Workflow* no row went out; with *Continue* and *Continue (using error output)* the other input items' rows went out as without the fault, and the failed one as an item with the same message.

Calls here try twice at most (*Maximum Tries*; five is the default), and once where Rill starts, since the waits are long there. The editor's lists try three times. *Requests* are those that the fault could hit (the call, the page, …), or all of them. *L/D/L*: rows lost or doubled among those that went out, pieces of a token found in anything that was left behind.
`;

/** The page, from what was measured. */
export function page(lines: Line[]): string {
	const merged = new Map<string, { line: Line; deployments: Deployment[] }>();
	for (const line of lines) {
		const known = merged.get(key(line));
		if (known) known.deployments.push(line.deployment);
		else merged.set(key(line), { line, deployments: [line.deployment] });
	}
	const rows = [...merged.values()].map(({ line, deployments }, index) =>
		[
			String(index + 1),
			cell(line.one.injected),
			PLACES[line.place],
			deployments.join(', '),
			cell(sees(line)),
			String(line.requests),
			line.rows,
			`${line.lost}/${line.doubled}/${line.leaked ? 1 : 0}`,
		].join(' | '),
	);
	return `${INTRODUCTION}
${new Set(lines.map(({ one }) => one.injected)).size} faults, ${lines.length} measurements.

| # | injected | in | with | what the user sees | requests | rows | L/D/L |
| --- | --- | --- | --- | --- | --- | --- | --- |
${rows.map((row) => `| ${row} |`).join('\n')}
`;
}
