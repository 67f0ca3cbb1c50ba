import { callsAndAttempts } from './0001-calls-and-attempts.ts';
import { purposes } from './0002-purposes.ts';
import { caches } from './0003-caches.ts';
import { meta } from './0004-meta.ts';
import { took } from './0005-took.ts';
import { grounds } from './0006-grounds.ts';
import { prompts } from './0007-prompts.ts';

/**
 * Every change of the schema since the first, in order: the one at index n brings a file from version
 * n to n + 1. They only move forward, and a released one is never edited.
 */
export const MIGRATIONS: readonly string[] = [
  callsAndAttempts,
  purposes,
  caches,
  meta,
  took,
  grounds,
  prompts,
];
