export const apiKind = 'rill.runtime.v1.API';
export const metricsViewKind = 'rill.runtime.v1.MetricsView';
export const modelKind = 'rill.runtime.v1.Model';
export const dashboardKinds = {
	explore: 'rill.runtime.v1.Explore',
	canvas: 'rill.runtime.v1.Canvas',
} as const;

/** Nothing in a sandbox is reconciled but while it starts, so every resource is as old as the sandbox. */
export const started = new Date().toISOString();

export interface Meta {
	kind: string;
	name: string;
	filePath: string;
	refs?: Array<{ kind: string; name: string }>;
	version?: string;
	isLoading?: boolean;
}

export function meta({
	kind,
	name,
	filePath,
	refs = [],
	version = '1',
	isLoading = false,
}: Meta): Record<string, unknown> {
	return {
		name: { kind, name },
		refs,
		owner: { kind: 'rill.runtime.v1.ProjectParser', name: 'parser' },
		filePaths: [filePath],
		tags: [],
		hidden: false,
		version,
		specVersion: '1',
		stateVersion: version,
		createdOn: started,
		specUpdatedOn: started,
		stateUpdatedOn: started,
		reconcileStatus: isLoading ? 'RECONCILE_STATUS_RUNNING' : 'RECONCILE_STATUS_IDLE',
		reconcileError: '',
		reconcileWarnings: [],
		reconcileOn: null,
	};
}

/** A condition on who sees a resource, as Rill prints it. */
export const accessRule = (conditionExpression: string) => ({
	access: {
		conditionExpression,
		conditionKinds: [],
		conditionResources: [],
		allow: true,
		exclusive: false,
	},
});
