import { callOf } from './editor';
import { DOCS, expect, test } from './fixtures';

for (const colorScheme of ['light', 'dark'] as const) {
	test(`its icon fits a ${colorScheme} editor`, DOCS, async ({ editor, picture }) => {
		await editor.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
		await editor.openRill(callOf('late-arrivals', { origin: 'ORD' }));
		await editor.execute();
		const icon = editor.page.getByTestId('ndv').locator('img').first();
		await expect(icon).toHaveAttribute(
			'src',
			colorScheme === 'dark' ? /rill\.dark\.svg$/ : /rill\.svg$/,
		);
		expect(await icon.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
		await editor.close();
		const { x, y } = (await editor.node('Start').boundingBox()) ?? { x: 0, y: 0 };
		await picture(`canvas-${colorScheme}`, editor.page, {
			x: x - 80,
			y: y - 50,
			width: 600,
			height: 220,
		});
	});
}
