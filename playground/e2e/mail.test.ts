import { parse } from 'csv-parse/sync';

import { expect, test } from './office';

const AIRPORTS = { chicago: 'ORD', atlanta: 'ATL', denver: 'DEN' };

test("each customer is mailed a file of that customer's rows", async ({ office }) => {
	await office.run(office.example('report-per-customer.json'));
	const { mails } = office.around.mail;
	expect(mails).toHaveLength(3);
	for (const [at, [city, airport]] of Object.entries(AIRPORTS).entries()) {
		const mail = mails[at];
		expect(mail?.from).toBe('reports@example.com');
		expect(mail?.to).toEqual([`${city}@example.com`]);
		expect(mail?.content.subject).toBe(`Delays of ${airport}`);
		expect(mail?.content.text).toMatch(/^Attached: 1 row\(s\) from Rill\./);
		const [file, ...others] = mail?.content.attachments ?? [];
		expect(others).toEqual([]);
		expect(file).toMatchObject({
			filename: `delays-${airport}.csv`,
			contentType: 'text/csv',
			contentDisposition: 'attachment',
		});
		// No part of the text, as a picture would be.
		expect(file?.cid).toBeUndefined();
		const rows = parse<Record<string, string>>(file?.content ?? '', {
			columns: true,
			record_delimiter: '\r\n',
		});
		expect(rows.map(({ origin }) => origin)).toEqual([airport]);
	}
});
