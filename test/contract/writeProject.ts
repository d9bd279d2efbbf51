/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import { argv } from 'node:process';
import { writeProject } from './support/projectFolder';

/** `npm run test:contract:project -- <folder>`: the recorded project, ready for `rill start` or `rill deploy`. */
const folder = argv[2];
if (folder === undefined) {
	process.stderr.write('Which folder should the project be written to?\n');
	process.exitCode = 1;
} else {
	writeProject(folder);
	process.stdout.write(`The recorded project is in ${folder}\n`);
}
