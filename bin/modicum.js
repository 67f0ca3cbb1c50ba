#!/usr/bin/env node
// Nothing of the program is imported before the version is known to be good: imports are hoisted, and
// an old Node would die on the first of them with an error nobody can act on.
import { existsSync } from 'node:fs';
import { isExpectedWarning } from './expected-warning.js';
import { nodeVersionProblem } from './node-version.js';

const problem = nodeVersionProblem(process.versions.node);
if (problem) {
  process.stderr.write(problem + '\n');
  process.exitCode = 1;
} else {
  hideExpectedWarnings();
  await import(programUrl().href);
}

function hideExpectedWarnings() {
  const emitWarning = process.emitWarning;
  process.emitWarning = function (warning, ...rest) {
    if (!isExpectedWarning(warning, rest[0])) emitWarning.call(process, warning, ...rest);
  };
}

/** A checkout runs its sources (Node strips the types); a published package holds only `dist`. */
function programUrl() {
  const source = new URL('../src/cli/main.ts', import.meta.url);
  return existsSync(source) ? source : new URL('../dist/cli/main.js', import.meta.url);
}
