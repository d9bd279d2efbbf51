'use strict';

const { rm } = require('node:fs/promises');
const { spawn } = require('node:child_process');
const { dest, parallel, series, src } = require('gulp');

/** Removes what an earlier build left, so that dist holds nothing that has no source. */
function clean() {
	return rm('dist', { recursive: true, force: true });
}

/** Compiles nodes/ and credentials/ (tsconfig.json) with the project's own TypeScript. */
function compile() {
	return spawn(process.execPath, [require.resolve('typescript/bin/tsc')], { stdio: 'inherit' });
}

/** n8n resolves an icon relative to the compiled file that names it. */
function icons() {
	return src('icons/*.svg').pipe(dest('dist/icons'));
}

/** n8n reads a node's codex (search words, documentation links) beside the compiled node. */
function codex() {
	return src('nodes/**/*.node.json').pipe(dest('dist/nodes'));
}

exports.build = series(clean, parallel(compile, icons, codex));
exports.default = exports.build;
