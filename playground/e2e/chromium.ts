/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

import { aptInstall, mayInstall } from '../apt';
import type { Step } from '../steps';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

const ELSEWHERE = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];

/** A Chromium or Chrome of this machine; CHROMIUM_PATH names another one. */
export function findChromium(): string | undefined {
	const { CHROMIUM_PATH, PATH = '' } = process.env;
	if (CHROMIUM_PATH) return CHROMIUM_PATH;
	const inPath = NAMES.flatMap((name) => PATH.split(delimiter).map((folder) => join(folder, name)));
	return [...inPath, ...ELSEWHERE].find((path) => existsSync(path));
}

/** Installs Debian's package on a bare machine, as in CI, where root may. */
export async function provideChromium(step: Step): Promise<void> {
	if (findChromium()) return;
	if (!mayInstall()) {
		throw new Error(
			'These tests need Chromium or Chrome: install it, or say where in CHROMIUM_PATH',
		);
	}
	await step('Installing Chromium', async () => await aptInstall('chromium'));
}
