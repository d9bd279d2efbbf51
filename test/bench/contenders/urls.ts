import { ORGANIZATION, PROJECT } from '../server/settings';

const BASE = `/v1/organizations/${ORGANIZATION}/projects/${PROJECT}`;

/** Where the project's API of this name is called. */
export const apiUrl = (url: string, api: string) => `${url}${BASE}/runtime/api/${api}`;

/** Where tokens of users are issued. */
export const tokenUrl = (url: string) => `${url}${BASE}/credentials`;
