/** The recorded exchanges with a Rill Developer that the sandbox does not answer alike, and why not. */
export const differences: Record<string, string> = {};
