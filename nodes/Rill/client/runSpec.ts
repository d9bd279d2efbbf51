import { isSameSpec, type ReadSpec } from './recentSpecs';

/** What one run knows of its project's spec: of a moment ago, or read live, once. */
export class RunSpec {
	private reading?: Promise<ReadSpec>;
	private known?: ReadSpec;

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
	 * Whether something may have failed because the spec of a moment ago is not the project's any more.
	 * `current` gives the new one from then on.
	 */
	async hasChanged(): Promise<boolean> {
		const { recent } = this;
		if (!recent) return false;
		return await this.live().then(
			(now) => !isSameSpec(recent, now),
			() => false,
		);
	}
}
