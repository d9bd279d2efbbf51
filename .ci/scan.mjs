// One leg of the scan that n8n runs before it verifies a package: the sources of the commit, or what
// the tarball holds. Inline eslint comments do not count there.
import { resolve } from 'node:path';
import {
	analyzePackage,
	SOURCE_FILE_PATTERNS,
} from '@n8n/scan-community-package/scanner/scanner.mjs';

const PATTERNS = { source: SOURCE_FILE_PATTERNS, tarball: ['**/*.js', 'package.json'] };
const [, , leg, folder] = process.argv;

const { passed, message, details } = await analyzePackage(resolve(folder), PATTERNS[leg]);
console.log(message ?? 'no violation');
if (details) console.log(details);
// The scanner also passes a folder in which it found nothing to read.
process.exitCode = passed && message === undefined ? 0 : 1;
