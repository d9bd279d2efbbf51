/* eslint-disable @n8n/community-nodes/no-restricted-globals */

/**
 * Whether tests run here. The demo and the bench use the engine too: they want n8n's own log, and to
 * measure nothing but the engine.
 */
export const isInJest = process.env.JEST_WORKER_ID !== undefined;
