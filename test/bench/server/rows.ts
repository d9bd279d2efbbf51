/** A row as text of JSON, its keys in Rill's order. */
export type RowText = (index: number) => string;

const AIRPORTS = ['ATL', 'DFW', 'JFK', 'LAX', 'ORD', 'SEA', 'SFO'];
const CARRIERS = ['AA', 'DL', 'UA', 'WN'];
const DAY_MS = 86_400_000;

/** Ten columns as flights have them: some 190 bytes. */
export const flight: RowText = (index) => {
	const time = new Date(Date.UTC(2026, 0, 1) + ((index * 61_000) % (300 * DAY_MS))).toISOString();
	return JSON.stringify({
		cancelled: index % 97 === 0,
		carrier: CARRIERS[index % 4],
		date: time.slice(0, 10),
		delay_minutes: (index % 181) - 30,
		destination: AIRPORTS[(index * 3 + 1) % 7],
		distance_km: 200.5 + (index % 3000),
		flight_number: 100 + (index % 900),
		id: index,
		origin: AIRPORTS[index % 7],
		scheduled_at: time,
	});
};

/** The same with an ID that no JavaScript number can hold. */
export const longFlight: RowText = (index) =>
	flight(index).replace(/"id":\d+/, () => `"id":${longId(index)}`);

/** 2^53 + 1 and every second integer after it: each of them is rounded by `JSON.parse`. */
export function longId(index: number): string {
	return String(2n ** 53n + 1n + 2n * BigInt(index));
}

/**
 * Rows that lie ready as bytes, so that a page of any size and start is a view of them and costs the
 * server nothing but sending it.
 */
export class Table {
	private bytes = Buffer.alloc(0);
	/** Where each row begins; the last entry is the end. */
	private starts = [0];

	constructor(private readonly row: RowText) {}

	/** The rows from `offset` on, with commas between and no brackets. */
	part(offset: number, size: number): Buffer {
		if (size <= 0) return Buffer.alloc(0);
		this.grow(offset + size);
		return this.bytes.subarray(this.starts[offset], this.starts[offset + size] - 1);
	}

	private grow(count: number): void {
		if (count < this.starts.length) return;
		const rows = Array.from({ length: count }, (_, index) => Buffer.from(`${this.row(index)},`));
		this.starts = [0];
		for (const { length } of rows) this.starts.push((this.starts.at(-1) ?? 0) + length);
		this.bytes = Buffer.concat(rows);
	}
}
