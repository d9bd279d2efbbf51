/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { PROJECT_DIR } from '../support/engine';
import { useSandbox } from '../support/sandbox';
import { cases, type Deployment, type FaultCase, type Place } from './cases';
import { measure, type Measured, type OnError } from './measure';
import { page, type Line } from './table';
import { trustNobodyElse } from './trust';

const sandbox = useSandbox();
const PAGE = join(PROJECT_DIR, 'docs', 'faults.md');
const lines: Line[] = [];
const undisturbed = new Map<string, unknown[][]>();

jest.setTimeout(120_000);

afterAll(() => trustNobodyElse());

const NO_FAULT: FaultCase = {
	injected: 'nothing',
	places: [],
	deployments: [],
	times: 'always',
	isTransient: false,
};

const places: Place[] = ['call', 'page', 'mint', 'picker', 'fields', 'credential'];
const deployments: Deployment[] = ['cloud', 'local'];

describe('without a fault', () => {
	it.each(deployments.flatMap((deployment) => places.map((place) => [place, deployment] as const)))(
		'%s works: %s',
		async (place, deployment) => {
			const { said, rows, leaked } = await measure(sandbox, NO_FAULT, place, deployment);
			expect({ said, leaked }).toEqual({ said: '', leaked: false });
			if (place === 'page') expect(rows[0]).toHaveLength(20_000);
			if (place === 'call') expect(rows.map((of) => of.length)).toEqual([2, 2, 2]);
			undisturbed.set(`${place} ${deployment}`, rows);
		},
	);
});

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Rows that went out for an item, compared with those that go out without a fault. */
function compare(rows: unknown[][], expected: unknown[][]) {
	let lost = 0;
	let doubled = 0;
	expected.forEach((of, item) => {
		const got = rows[item] ?? [];
		if (got.length === 0 || isSame(got, of)) return;
		lost += of.filter((row) => !got.some((one) => isSame(one, row))).length;
		doubled += got.length - new Set(got.map((row) => JSON.stringify(row))).size;
	});
	return { lost, doubled };
}

function rowsInWords(rows: unknown[][], expected: unknown[][], place: Place): string {
	const count = (all: unknown[][]) => all.reduce((sum, of) => sum + of.length, 0);
	if (place === 'credential') return '';
	if (place === 'picker' || place === 'fields') return count(rows) > 0 ? 'all' : 'none';
	return isSame(rows, expected) ? 'all' : count(rows) === 0 ? 'none' : `${count(rows)}`;
}

function note(one: FaultCase, place: Place, deployment: Deployment, measured: Measured): void {
	const expected = undisturbed.get(`${place} ${deployment}`) ?? [];
	const { said, hints, requests, rows, leaked } = measured;
	lines.push({
		one,
		place,
		deployment,
		said,
		hints,
		requests,
		rows: rowsInWords(rows, expected, place),
		...compare(rows, expected),
		leaked,
	});
}

const all = cases.flatMap((one) =>
	one.deployments.flatMap((deployment) =>
		one.places.map((place) => [one.injected, place, deployment, one] as const),
	),
);

describe.each(all)('%s in %s, %s', (_injected, place, deployment, one) => {
	const expected = () => undisturbed.get(`${place} ${deployment}`) ?? [];
	const says = one.saysAt?.[place] ?? one.says;
	const isRun = place === 'call' || place === 'page' || place === 'mint';

	it(says ? 'says what is wrong, and gives out nothing of it' : 'is not noticed', async () => {
		const measured = await measure(sandbox, one, place, deployment);
		note(one, place, deployment, measured);
		expect(measured.leaked).toBe(false);
		if (!says) {
			expect(measured.said).toBe('');
			expect(measured.rows).toEqual(expected());
			return;
		}
		expect(measured.said).toMatch(says);
		expect(measured.rows.flat()).toEqual([]);
		if (isRun && one.fault?.fault !== 'ignoredOffset') {
			const tries = one.isTransient ? (one.maxTries ?? 2) : 1;
			expect(measured.requests).toBeLessThanOrEqual(one.fault ? tries : 3 * tries);
		}
	});

	if (!isRun || !says) return;

	it.each<OnError>(['continueRegularOutput', 'continueErrorOutput'])(
		'leaves the other items alone: %s',
		async (onError) => {
			const { said, rows, failures, leaked } = await measure(
				sandbox,
				one,
				place,
				deployment,
				onError,
			);
			expect(leaked).toBe(false);
			expect(said).toMatch(says);
			const failed = new Set(failures.map(({ item }) => item));
			expect(failed.size).toBe(failures.length);
			if (one.fault && one.fault.fault !== 'changedSpec' && place === 'call') {
				expect([...failed]).toEqual([1]);
			}
			expect(failures.every(({ message }) => says.test(message))).toBe(true);
			rows.forEach((of, item) => {
				expect(of).toEqual(failed.has(item) ? [] : expected()[item]);
			});
		},
	);
});

it('stands in docs/faults.md as it was measured', () => {
	const written = page(lines);
	if (process.env.RILL_WRITE_FAULTS) writeFileSync(PAGE, written);
	expect(readFileSync(PAGE, 'utf8')).toBe(written);
	expect(new Set(lines.map(({ one }) => one.injected)).size).toBeGreaterThanOrEqual(50);
});
