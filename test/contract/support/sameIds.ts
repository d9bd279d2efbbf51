/** People, services, projects, deployments and instances; somebody else's users by Rill's own number. */
const id =
	/\b(?:ext_[0-9a-f]{64}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32})\b/g;

/** Ids differ from Rill to Rill, but whoever has one id in the recordings has one id now, and nobody else. */
export class SameIds {
	private readonly now = new Map<string, string>();
	private readonly then = new Map<string, string>();

	/** Where two texts that are the same but for their ids name somebody else; empty if nowhere. */
	contradictions(then: string, now: string): string[] {
		const named = now.match(id) ?? [];
		return (then.match(id) ?? []).flatMap((recorded, at) => this.pair(recorded, named[at] ?? ''));
	}

	private pair(recorded: string, current: string): string[] {
		const known = this.now.get(recorded) ?? current;
		const owner = this.then.get(current) ?? recorded;
		this.now.set(recorded, known);
		this.then.set(current, owner);
		if (known === current && owner === recorded) return [];
		return [
			known === current
				? `id: ${recorded} is ${current}, which has been ${owner}`
				: `id: ${recorded} is ${current}, and has been ${known}`,
		];
	}
}
