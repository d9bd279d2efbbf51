/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const fileIn = (data: string) => join(data, 'address');

/** The address of a playground that runs on this data folder, if one does: two would spoil the data. */
export async function runningAddress(data: string): Promise<string | undefined> {
	if (!existsSync(fileIn(data))) return undefined;
	const address = readFileSync(fileIn(data), 'utf8');
	const isAnswering = await fetch(address, { redirect: 'manual' }).then(
		({ status }) => status === 302,
		() => false,
	);
	return isAnswering ? address : undefined;
}

/** Lets a second start find the first. */
export function rememberAddress(data: string, address: string): void {
	writeFileSync(fileIn(data), address, { mode: 0o600 });
}
