/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { startSandbox } from '../../../sandbox';
import ofSandbox from '../differences.json';
import { CloudRill } from './cloudRill';
import { LocalRill } from './localRill';
import type { RecordedRill, Tokens } from './recordedRill';
import { sandboxTokens } from './sandboxTokens';

/** A Rill Developer, whose recorded groups are `runtime-*`, or a Rill Cloud: `cloud-*`. */
export type Kind = 'local' | 'cloud';

/** What the recorded exchanges are replayed against. */
export interface Target {
	kinds: Kind[];
	tokens: Tokens;
	/** The exchanges that it is known to answer otherwise, by id, and why. */
	differences: Readonly<Record<string, string>>;
	open(): Promise<OpenTarget>;
}

export interface OpenTarget {
	rills: Partial<Record<Kind, RecordedRill>>;
	close(): Promise<void>;
}

type Environment = Readonly<Record<string, string | undefined>>;

const sandbox: Target = {
	kinds: ['local', 'cloud'],
	tokens: sandboxTokens,
	differences: ofSandbox,
	open: async () => {
		const { url, control, close } = await startSandbox({ project: 'recorded' });
		// When the exchanges were recorded, this project was awake.
		control.wake('acme/sleeping');
		const at = {
			admin: url,
			organization: 'acme',
			project: 'flight-ops',
			tokens: sandboxTokens,
			wait: async (seconds: number) => control.cloud.advance(seconds),
		};
		return { rills: { local: await LocalRill.open(url), cloud: await CloudRill.open(at) }, close };
	},
};

const prefix = 'RILL_TEST_';

/** The tokens that the environment has, such as `RILL_TEST_USER_TOKEN`, by what recordings call them. */
function tokensIn(environment: Environment): Tokens {
	return Object.fromEntries(
		Object.entries(environment)
			.filter(([name, value]) => name.startsWith(prefix) && name.endsWith('_TOKEN') && value)
			.map(([name, value]) => [name.slice(prefix.length), value]),
	);
}

function differencesIn(file: string | undefined): Target['differences'] {
	return file ? JSON.parse(readFileSync(file, 'utf8')) : {};
}

function live(url: string, environment: Environment): Target {
	const tokens = tokensIn(environment);
	const differences = differencesIn(environment.RILL_TEST_DIFFERENCES);
	const close = async () => {};
	switch (environment.RILL_TEST_KIND) {
		case 'local':
			return {
				kinds: ['local'],
				tokens,
				differences,
				open: async () => ({ rills: { local: await LocalRill.open(url) }, close }),
			};
		case 'cloud': {
			const at = {
				admin: url,
				organization: environment.RILL_TEST_ORGANIZATION ?? 'acme',
				project: environment.RILL_TEST_PROJECT ?? 'flight-ops',
				tokens,
				wait: async (seconds: number) => await pause(seconds * 1000),
			};
			return {
				kinds: ['cloud'],
				tokens,
				differences,
				open: async () => ({ rills: { cloud: await CloudRill.open(at) }, close }),
			};
		}
		default:
			throw new Error('RILL_TEST_KIND has to be local or cloud');
	}
}

/** The Rill that `RILL_TEST_URL` names, or a sandbox (docs/contract.md has all the variables). */
export function targetFrom(environment: Environment): Target {
	const url = environment.RILL_TEST_URL;
	return url ? live(url.replace(/\/+$/, ''), environment) : sandbox;
}
