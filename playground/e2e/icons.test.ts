import { callOf, type Editor } from './editor';
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
		await picture(`canvas-${colorScheme}`, editor.page, await around(editor, 'Start', 'Rill'));
	});
}

/** A part of the canvas with these nodes, the first to the left and the last to the right. */
async function around(editor: Editor, first: string, last: string) {
	const [from, to] = await Promise.all(
		[first, last].map(async (name) => await editor.node(name).boundingBox()),
	);
	if (!from || !to) throw new Error(`${first} or ${last} is not on the canvas`);
	const margin = 60;
	return {
		x: from.x - margin,
		y: from.y - margin / 2,
		width: to.x + to.width - from.x + 2 * margin,
		height: Math.max(from.height, to.height) + 2 * margin,
	};
}
