/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { clientReadySpec } from '../../nodes/Rill/client/clientReadySpec';

/** The project that the recorded spec is taken for. */
export const address = {
	deployment: 'cloud',
	baseUrl: 'https://api.rilldata.com',
	organization: 'acme',
	project: 'flight-ops',
} as const;

const RECORDED = join(__dirname, '../contract/recordings/bodies/e66f2393041ea3aa.txt');

/** A spec as a real Rill gave it. */
export const raw = JSON.parse(
	readFileSync(RECORDED, 'utf8').replaceAll('{{RUNTIME}}', 'localhost:9009'),
) as Record<string, unknown>;

/** The same, made ready for generators of clients. */
export const ready = clientReadySpec(raw, address);
