/** The names most like the given one, nearest first: at most three, and only those worth showing. */
export function nearestNames(name: string, names: string[]): string[] {
	const wanted = plain(name);
	const limit = Math.max(2, Math.floor(wanted.length / 2));
	return names
		.map((candidate) => ({ candidate, distance: distanceTo(wanted, plain(candidate)) }))
		.filter(({ distance }) => distance <= limit)
		.sort((a, b) => a.distance - b.distance)
		.slice(0, 3)
		.map(({ candidate }) => candidate);
}

/** `Late Arrivals`, `late_arrivals` and `late-arrivals` are the same mistake away from each other. */
function plain(name: string): string {
	return name
		.toLowerCase()
		.replace(/[\s_-]+/g, '-')
		.slice(0, 100);
}

function distanceTo(wanted: string, candidate: string): number {
	const contains = wanted.length >= 3 && (candidate.includes(wanted) || wanted.includes(candidate));
	return contains && candidate.length >= 3
		? Math.min(1, editDistance(wanted, candidate))
		: editDistance(wanted, candidate);
}

/** Levenshtein distance: how many characters have to be added, removed or changed. */
function editDistance(a: string, b: string): number {
	let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
	for (let i = 1; i <= a.length; i++) {
		const current = [i];
		for (let j = 1; j <= b.length; j++) {
			const change = previous[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
			current.push(Math.min(previous[j] + 1, current[j - 1] + 1, change));
		}
		previous = current;
	}
	return previous[b.length];
}
