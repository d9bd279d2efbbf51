import { randomBytes, randomUUID } from 'node:crypto';
import { IssuedTokens } from './issuedTokens';
import { Signer } from './jwt';
import { OAuthClients } from './oauthClients';
import { OAuthCodes } from './oauthCodes';
import { projectKey, projects, type Deployment, type Project } from './people';
import { RateLimit } from './rateLimit';

/** Where the two servers of a Rill Cloud answer: `http://host:port`, without a slash at the end. */
export interface CloudAddress {
	admin: string;
	runtime: string;
}

const revocationDelay = 10_000;

/** How long the tokens of somebody who signed in last, as Rill has it: an hour, and a year. */
const lifetimes = { accessSeconds: 3600, refreshSeconds: 365 * 86_400 };

/** What changes while the sandbox's cloud runs: deployments, revoked tokens, the clock, the limiter. */
export class CloudState {
	readonly signer: Signer;
	readonly rateLimit: RateLimit;
	readonly clients = new OAuthClients();
	readonly codes: OAuthCodes;
	readonly issued: IssuedTokens;
	lifetimes = lifetimes;
	/** Rill's caches take a revoked token for up to ten seconds more. */
	revocationDelayMs = revocationDelay;
	address: CloudAddress = { admin: 'http://127.0.0.1', runtime: 'http://127.0.0.1' };
	private ahead = 0;
	private readonly revoked = new Map<string, number>();
	private readonly running = new Map<string, Deployment>();

	constructor() {
		const now = () => this.now();
		this.signer = new Signer(now);
		this.rateLimit = new RateLimit(now);
		this.codes = new OAuthCodes(now);
		this.issued = new IssuedTokens(now);
		this.reset();
	}

	/** Back to the table: every deployment, token, client and limit as when the sandbox started. */
	reset(): void {
		this.ahead = 0;
		this.revocationDelayMs = revocationDelay;
		this.revoked.clear();
		this.rateLimit.reset();
		this.lifetimes = lifetimes;
		this.clients.clear();
		this.codes.clear();
		this.issued.clear();
		this.running.clear();
		for (const project of projects) {
			if (project.deployment && !project.hibernated) this.run(project, project.deployment);
		}
	}

	now(): number {
		return Date.now() + this.ahead;
	}

	/** Lets time pass at once: tokens expire, limits recover. */
	advance(seconds: number): void {
		this.ahead += seconds * 1000;
	}

	deployment(project: Project): Deployment | undefined {
		return this.running.get(projectKey(project));
	}

	hibernate(project: Project): void {
		this.running.delete(projectKey(project));
	}

	/** Runs a hibernated project again: in a new deployment, to which tokens from before do not belong. */
	wake(project: Project): void {
		this.redeploy(project);
	}

	/** A new deployment: the instance changes, so tokens of the one before no longer fit. */
	redeploy(project: Project): void {
		const now = new Date(this.now()).toISOString();
		this.run(project, {
			id: randomUUID(),
			instanceId: randomBytes(16).toString('hex'),
			createdOn: now,
			updatedOn: now,
			usedOn: now,
		});
	}

	private run(project: Project, deployment: Deployment): void {
		this.running.set(projectKey(project), deployment);
	}

	/** Revoking again changes nothing: Rill's caches forget a token when they first knew to. */
	revoke(token: string): void {
		if (!this.revoked.has(token)) this.revoked.set(token, this.now());
	}

	readonly isRevoked = (token: string): boolean => {
		const since = this.revoked.get(token);
		return since !== undefined && this.now() - since >= this.revocationDelayMs;
	};
}
