import { configPaths } from '../config/config-paths.ts';
import { openChangeJournal, type ChangeJournal } from '../integrate/change-journal.ts';
import type { Place } from '../integrate/target.ts';

/** Where the user is: their environment, their system and the folder they are in. */
export function hereNow(): Place {
  return { environment: process.env, platform: process.platform, folder: process.cwd() };
}

/** What Modicum changed for this user outside its own folders. */
export function journalHere(): ChangeJournal {
  return openChangeJournal(configPaths(process.env, process.platform).stateFolder);
}
