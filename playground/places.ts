/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import { join } from 'node:path';

/** The project itself. */
export const PROJECT = join(__dirname, '..');

/** The folder of the playground, with a package.json of its own. */
export const PLAYGROUND = __dirname;

/** What the playground's own package.json installs. */
export const MODULES = join(PLAYGROUND, 'node_modules');

/** n8n's database and everything else that a playground writes; may be deleted while it is stopped. */
export const DATA = join(PLAYGROUND, 'data');

/** The Node.js that n8n needs, whichever runs this script. */
export const NODE = join(MODULES, '.bin', 'node');

/**
 * Where n8n keeps what belongs to it, as its variable N8N_USER_FOLDER says. It unpacks thousands of
 * scripts there, and a folder of this name is what linters and the like leave alone.
 */
export const n8nFolder = (data: string) => join(data, 'node_modules');
