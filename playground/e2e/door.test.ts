import { exampleFiles, readExample } from '../furnish';
import { contextOptions } from './browser';
import { expect, SMOKE, test } from './fixtures';
import { instance } from './instance';

const isHere = (url: string) => /^(blob|data):|^(http|ws):\/\/127\.0\.0\.1[:/]/.test(url);

test(
	'its address opens an n8n that asks nobody to sign up, and asks nobody elsewhere',
	SMOKE,
	async ({ browser, picture }) => {
		// High enough for the whole list, of which n8n draws no more than is seen.
		const viewport = { width: 1440, height: 1200 };
		const context = await browser.newContext({ ...contextOptions, viewport });
		const page = await context.newPage();
		const elsewhere: string[] = [];
		page.on('request', (request) => {
			if (!isHere(request.url())) elsewhere.push(request.url());
		});
		await page.goto(instance().address);
		for (const { name } of exampleFiles().map(readExample)) {
			await expect(page.getByTestId('workflow-card-name').filter({ hasText: name })).toBeVisible();
		}
		await picture('workflows', page);
		expect(elsewhere).toEqual([]);
		await context.close();
	},
);

test('nobody gets in without its key', async ({ request }) => {
	const { origin } = new URL(instance().address);
	const response = await request.get(`${origin}/`, { maxRedirects: 0 });
	expect(response.status()).toBe(404);
	expect(response.headers()).not.toHaveProperty('set-cookie');
});
