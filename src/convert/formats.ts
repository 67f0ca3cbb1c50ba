import type { Datum } from './datum.ts';
import { readCsv, readTsv, writeCsv, writeTsv } from './delimited.ts';
import { readJson, writeJson } from './json.ts';
import { readMarkdownTable, writeMarkdownTable } from './markdown-table.ts';
import { recordsOf, tableOf, type Table } from './records.ts';
import { readYaml, writeYaml } from './yaml.ts';

export type FormatName = 'json' | 'yaml' | 'csv' | 'tsv' | 'markdown';

/** Both ways of one format; `null` where it cannot say it. Neither ever throws. */
export interface Format {
  /** As people name it. */
  readonly title: string;
  read(text: string): Datum | null;
  write(datum: Datum): string | null;
}

export const FORMATS: Readonly<Record<FormatName, Format>> = {
  json: { title: 'JSON', read: readStructure, write: (datum) => writeJson(datum) },
  yaml: { title: 'YAML', read: readYaml, write: writeYaml },
  csv: tabular('CSV', readCsv, writeCsv),
  tsv: tabular('TSV', readTsv, writeTsv),
  markdown: tabular('a Markdown table', readMarkdownTable, writeMarkdownTable),
};

/** A word or a number alone is JSON as well, but nobody asks to have one converted. */
function readStructure(text: string): Datum | null {
  const datum = readJson(text);
  return datum?.kind === 'map' || datum?.kind === 'list' ? datum : null;
}

function tabular(
  title: string,
  read: (text: string) => Table | null,
  write: (table: Table) => string | null,
): Format {
  return {
    title,
    read(text) {
      const table = read(text);
      return table === null ? null : recordsOf(table);
    },
    write(datum) {
      const table = tableOf(datum);
      return table === null ? null : write(table);
    },
  };
}
