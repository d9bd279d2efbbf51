import { readApis, type RillApi } from './spec';
import type { Json } from './schema';

/**
 * How old a spec may be, in milliseconds. An execution goes by the spec that it has read when it
 * began, often for much longer.
 */
const MAX_AGE_MS = 10_000;

/** Far more projects than one instance of n8n calls within that time. */
const MAX_SPECS = 20;

/** A project's spec, and what it describes. */
export interface ReadSpec {
	document: Record<string, Json>;
	apis: RillApi[];
	/** When it was asked for, in milliseconds. */
	askedAt: number;
}

/**
 * The specs that were read a moment ago, by a key for project and credential. A loop, a webhook or an
 * agent runs a node many times in a row, and would ask for the same spec before each call.
 */
export class RecentSpecs {
	private readonly specs = new Map<string, ReadSpec>();

	constructor(private readonly now: () => number = Date.now) {}

	/** Undefined if none was read, or not recently enough. */
	recent(key: string): ReadSpec | undefined {
		const spec = this.specs.get(key);
		return spec && this.isRecent(spec) ? spec : undefined;
	}

	/** Asks for the spec, and keeps it for others. */
	async read(key: string, ask: () => Promise<Record<string, Json>>): Promise<ReadSpec> {
		const askedAt = this.now();
		const document = await ask();
		const spec = { document, apis: readApis(document), askedAt };
		const other = this.specs.get(key);
		// One that was asked for later may have come earlier.
		if (!other || other.askedAt <= askedAt) {
			this.specs.delete(key);
			this.specs.set(key, spec);
		}
		this.shrink();
		return spec;
	}

	private isRecent({ askedAt }: ReadSpec): boolean {
		const age = this.now() - askedAt;
		// A clock that was set back says nothing.
		return age >= 0 && age <= MAX_AGE_MS;
	}

	/** With each spec that comes, those leave that nobody may use any more. */
	private shrink(): void {
		for (const [key, spec] of this.specs) {
			if (!this.isRecent(spec) || this.specs.size > MAX_SPECS) this.specs.delete(key);
		}
	}
}

/** Whether both say the same. */
export function isSameSpec(one: ReadSpec, other: ReadSpec): boolean {
	return JSON.stringify(one.document) === JSON.stringify(other.document);
}
