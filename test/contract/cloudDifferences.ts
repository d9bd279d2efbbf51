/** The recorded exchanges with a Rill Cloud that the sandbox does not answer alike, and why not. */
export const cloudDifferences: Record<string, string> = {};
