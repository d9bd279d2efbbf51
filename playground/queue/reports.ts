import type { Rest } from '../rest';
import type { Customer } from './customers';
import type { Execution, Published } from './published';
import { CUSTOMER, REPORT, WHO } from './workflows';

/** What one execution has brought: for which order, whose rows, and as whom Rill has answered. */
export interface Report {
	id: number;
	n: number;
	airport: string;
	/** The lines of the CSV file, without its header: the airport of each and its flights. */
	lines: Customer[];
	asked: { airport: string; flights: number; isAdmin: boolean };
}

/** Reads an execution's output through main, its file included, which a worker has written. */
async function readReport(main: Rest, workflow: Published, execution: Execution): Promise<Report> {
	const left = await workflow.left(execution);
	const [order] = left.items(CUSTOMER);
	const [file] = left.items(REPORT);
	const [who] = left.items(WHO);
	const id = file?.binary?.data?.id ?? '';
	const csv = await main.download(`binary-data?id=${encodeURIComponent(id)}&action=download`);
	return {
		id: execution.id,
		n: Number(order?.json.n),
		airport: String(order?.json.airport),
		lines: linesOf(csv.toString()),
		asked: {
			airport: String(who?.json.airport_text),
			flights: Number(who?.json.flights),
			isAdmin: who?.json.is_admin !== false,
		},
	};
}

/** The CSV of `delays_by_airport`, whose values need no quotes. */
function linesOf(csv: string): Customer[] {
	const [header = '', ...lines] = csv.trimEnd().split(/\r?\n/);
	const columns = header.replace('\uFEFF', '').split(',');
	return lines.map((line) => {
		const values = line.split(',');
		const value = (column: string) => values[columns.indexOf(column)] ?? '';
		return { origin: value('origin'), flights: Number(value('flights')) };
	});
}

/** The reports of those executions that n8n calls successful, in the order of their orders. */
export async function reportsOf(
	main: Rest,
	workflow: Published,
	executions: Execution[],
): Promise<Report[]> {
	const successes = executions.filter(({ status }) => status === 'success');
	const reports = await Promise.all(
		successes.map(async (execution) => await readReport(main, workflow, execution)),
	);
	return reports.sort((a, b) => a.n - b.n);
}

/** What the order has to bring, by what an admin sees of the customer. */
export function reportFor({ n, airport }: { n: number; airport: string }, all: Customer[]) {
	const { flights = 0 } = all.find(({ origin }) => origin === airport) ?? {};
	return {
		n,
		airport,
		lines: [{ origin: airport, flights }],
		asked: { airport, flights, isAdmin: false },
	};
}
