/** The recorded exchanges with a Rill Developer that the sandbox does not answer alike, and why not. */
export const differences: Record<string, string> = {
	'runtime-methods/35-unknown-method':
		"Node's HTTP parser knows a fixed list of methods and ends the connection at BREW; Go's takes any.",
};
