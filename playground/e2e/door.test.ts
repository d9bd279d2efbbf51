import { exampleFiles, readExample } from '../furnish';
import { contextOptions } from './browser';
import { expect, test } from './fixtures';
import { instance } from './instance';

const isHere = (url: string) => /^(blob|data):|^(http|ws):\/\/127\.0\.0\.1[:/]/.test(url);

test('its address opens an n8n that asks nobody to sign up, and asks nobody elsewhere', async ({
	browser,
	picture,
}) => {
	const context = await browser.newContext(contextOptions);
	const page = await context.newPage();
	const elsewhere: string[] = [];
	page.on('request', (request) => {
		if (!isHere(request.url())) elsewhere.push(request.url());
	});
	await page.goto(instance().address);
	for (const { name } of exampleFiles().map(readExample)) {
		await expect(page.getByText(name, { exact: true })).toBeVisible();
	}
	await picture('workflows', page);
	expect(elsewhere).toEqual([]);
	await context.close();
});

test('nobody gets in without its key', async ({ request }) => {
	const { origin } = new URL(instance().address);
	const response = await request.get(`${origin}/`, { maxRedirects: 0 });
	expect(response.status()).toBe(404);
	expect(response.headers()).not.toHaveProperty('set-cookie');
});
