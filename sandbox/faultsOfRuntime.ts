import type { ActiveFault, Fault, FaultKind, RequestKind } from './faultKinds';
import { noRuntimeFaults, type RuntimeFaults } from './runtimeFaults';

/** Faults of a runtime, and what they can hit there; everything, if not said. */
const reach: Partial<Record<FaultKind['fault'], RequestKind[] | 'everything'>> = {
	runtimeDown: 'everything',
	waking: 'everything',
	changedSpec: ['api', 'spec', 'resources'],
	ignoredOffset: ['api'],
	rowLimit: ['api'],
};

/** Whether a fault is one of the runtime, so that it shows only behind whatever stands before that. */
export function isOfRuntime({ fault }: Fault): boolean {
	return reach[fault] !== undefined;
}

export function canHit({ fault }: Fault, kind: RequestKind): boolean {
	const kinds = reach[fault] ?? 'everything';
	return kinds === 'everything' || kinds.includes(kind);
}

type Waking = Extract<FaultKind, { fault: 'waking' }>;

/** How far a start has come at its n-th request, which counts from 1. */
function waking(
	{ unreachable = 1, unparsed = 0, empty = 1, partly = 1 }: Waking,
	n: number,
): Partial<RuntimeFaults> {
	const stages: Array<[number, Partial<RuntimeFaults>]> = [
		[unreachable, { unreachable: 'notYet' }],
		[unparsed, { start: 'unparsed' }],
		[empty, { start: 'empty' }],
		[partly, { start: 'partly' }],
	];
	let left = n;
	for (const [requests, stage] of stages) {
		if (left <= requests) return stage;
		left -= requests;
	}
	return {};
}

function withFault(so: RuntimeFaults, { fault, hits }: ActiveFault): RuntimeFaults {
	switch (fault.fault) {
		case 'runtimeDown':
			return { ...so, unreachable: 'down' };
		case 'waking':
			return { ...so, ...waking(fault, hits) };
		case 'changedSpec':
			return { ...so, changes: [...so.changes, fault] };
		case 'ignoredOffset':
			return { ...so, ignoresOffset: true };
		case 'rowLimit':
			return { ...so, rowCap: fault.rows };
		default:
			return so;
	}
}

/** What the faults that hit a request have done to the runtime that it reaches. */
export function runtimeFaultsOf(hitting: ActiveFault[]): RuntimeFaults {
	return hitting.reduce<RuntimeFaults>(withFault, noRuntimeFaults);
}
