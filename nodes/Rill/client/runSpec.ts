import { isCancellation, mayComeOfSpec, type RillErrorKind } from './errors';
import { isSameSpec, type ReadSpec } from './recentSpecs';

/** What one run knows of its project's spec: of a moment ago, or read live, once. */
export class RunSpec {
	private reading?: Promise<ReadSpec>;
	private known?: ReadSpec;
	private comparing?: Promise<boolean>;

	/**
	 * @param recent the spec of a moment ago; undefined if there is none, or none may be used
	 * @param read asks Rill for the spec
	 */
	constructor(
		private readonly recent: ReadSpec | undefined,
		private readonly read: () => Promise<ReadSpec>,
	) {
		this.known = recent;
	}

	/** The spec of a moment ago until it has proved to be old, and else a live one. */
	async current(): Promise<ReadSpec> {
		return this.known ?? (await this.live());
	}

	/** The live spec. A failure reaches those who wait for it; who comes later may find Rill awake. */
	async live(): Promise<ReadSpec> {
		const reading = (this.reading ??= this.read());
		reading.catch(() => (this.reading = undefined));
		return (this.known = await reading);
	}

	/**
	 * Whether this is the spec of a moment ago, and not the project's any more. `current` gives the new
	 * one from then on. Found out once, however many items ask.
	 *
	 * @throws RillError if the live one cannot be read
	 */
	async isOld(given: ReadSpec): Promise<boolean> {
		const { recent } = this;
		if (given !== recent) return false;
		return await (this.comparing ??= this.live().then((now) => !isSameSpec(recent, now)));
	}
}

/** The failures that may come of a spec alone, before anything is asked. */
const KINDS_OF_SPEC_ALONE: RillErrorKind[] = ['settings', 'argument', 'apiNotFound'];

/** The spec that one piece of work goes by, which others of the run need not. */
export class SpecOfWork {
	private given?: ReadSpec;

	constructor(private readonly ofRun: RunSpec) {}

	/** For work that is begun, or begun anew. */
	forNewWork(): SpecOfWork {
		return new SpecOfWork(this.ofRun);
	}

	/** What tells work by one spec from the same work by another one. */
	get version(): string {
		return String(this.given?.askedAt ?? '');
	}

	async current(): Promise<ReadSpec> {
		return (this.given = await this.ofRun.current());
	}

	async live(): Promise<ReadSpec> {
		return (this.given = await this.ofRun.live());
	}

	/**
	 * Whether the work has failed by a spec that is not the project's any more.
	 *
	 * @throws RillError why that cannot be told, where the spec alone is what the work has failed of
	 */
	async isBehind(failure: unknown): Promise<boolean> {
		const { given, ofRun } = this;
		if (!given || !mayComeOfSpec(failure)) return false;
		return await ofRun.isOld(given).catch(async (reason: unknown) => {
			const isAnswer = failure.details.status !== undefined;
			const isOfSpecAlone = !isAnswer && KINDS_OF_SPEC_ALONE.includes(failure.kind);
			return isCancellation(reason) || isOfSpecAlone ? await Promise.reject(reason) : false;
		});
	}
}
