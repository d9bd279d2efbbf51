import type { ChangedSpec } from '../runtimeFaults';
import type { ApiDefinition, ProjectDefinition } from './project';

function changed(
	project: ProjectDefinition,
	{ removed = [], renamed = {}, operations = {} }: ChangedSpec,
): ProjectDefinition {
	const names = new Map(Object.entries(renamed));
	const apis = project.apis
		.filter(({ name }) => !removed.includes(name))
		.map((api): ApiDefinition => ({ ...api, name: names.get(api.name) ?? api.name }));
	return { ...project, apis, operations: { ...project.operations, ...operations } };
}

/** A project after somebody took APIs away, called them something else, or declared them anew. */
export function changedProject(
	project: ProjectDefinition,
	changes: ChangedSpec[],
): ProjectDefinition {
	return changes.reduce(changed, project);
}
