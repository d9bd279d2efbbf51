/** The recorded exchanges with a Rill Developer that the sandbox does not answer alike, and why not. */
export const differences: Record<string, string> = {
	'runtime-methods/35-unknown-method':
		"Node's HTTP parser knows a fixed list of methods and ends the connection at BREW; Go's takes any.",
};

/** The same of a Rill Cloud. */
export const cloudDifferences: Record<string, string> = {
	'cloud-jwt/83-proxy-injection-delays_by_airport':
		"Rill writes a row policy into the query of the metrics view itself, so a comment mark in an attribute takes its GROUP BY away; the sandbox's policy stands in a subquery, where the same mark takes a bracket away: both refuse, with another of DuckDB's errors",
};
