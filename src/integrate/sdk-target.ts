import { basename, isAbsolute, join } from 'node:path';
import { homeFolder } from '../config/config-paths.ts';
import { ModicumError } from '../core/error.ts';
import { hashOf, type Change } from './change-journal.ts';
import { withoutSecrets } from './claude-code-target.ts';
import { blockLines, outsideBlock, setBlock, unsetBlock } from './env-block.ts';
import { sdkAddresses } from './sdk-environment.ts';
import type { Edit, EditRequest, LeftIn, Place, Target } from './target.ts';

/** Programs that use the SDKs, by the variables these read: in `.env`, or in the profile of a shell. */
export const sdkTarget: Target = {
  name: 'sdk',
  title: 'the SDKs of Anthropic and OpenAI',
  defaultScope: 'project',
  path: (scope, place) => (scope === 'project' ? join(place.folder, '.env') : profilePath(place)),
  connect,
  disconnect(bytes, { entries, before }: Change) {
    const hashes = Object.values(entries);
    return unsetBlock(bytes, { isOurs: (line) => hashes.includes(hashOf(line)), before });
  },
  leftIn,
  isEmpty: (bytes) => bytes.length === 0,
  winners: (scope) =>
    scope === 'project'
      ? ['A variable that is set in the shell goes before .env for most loaders']
      : ['Shells that are open already do not know it yet: open a new one'],
};

function connect({ bytes, scope, place, connection }: EditRequest): Edit {
  const variables = sdkAddresses(connection);
  const write = scope === 'project' ? plainLine : shellLine(place);
  const lines = Object.entries(variables).map(
    ([name, value]) => [name, write(name, value)] as const,
  );
  return {
    result: setBlock(
      bytes,
      lines.map(([, line]) => line),
    ),
    // Told again line by line: that is how they are found when the block was changed since.
    entries: Object.fromEntries(lines),
    conflict: bytes === null ? null : findConflict(outsideBlock(bytes), variables),
  };
}

/** Between the marks only what has the form that Modicum writes. */
function leftIn(bytes: Uint8Array): LeftIn | null {
  const found = blockLines(bytes).flatMap(({ text, line }) => {
    const name = OWN_LINE.exec(text)?.[1];
    return name === undefined ? [] : [{ name, line, text }];
  });
  if (found.length === 0) return null;
  const isOurs = (line: string) => found.some(({ text }) => text === line);
  return { found, result: unsetBlock(bytes, { isOurs, before: null }) };
}

const OWN_LINE = /^(?:export |set -gx )?(\w+_BASE_URL)[= ]"?http:\/\/[^"]*"?$/;

function findConflict(text: string, variables: Readonly<Record<string, string>>): string | null {
  for (const [name, ours] of Object.entries(variables)) {
    const pattern = new RegExp(
      `^[ \\t]*(?:export[ \\t]+|set[ \\t]+-\\S+[ \\t]+)?${name}[ \\t=]+["']?([^"'\\s]*)`,
      'm',
    );
    const found = pattern.exec(text)?.[1];
    if (found !== undefined && found !== ours) return `${name} is ${withoutSecrets(found)}`;
  }
  return null;
}

function plainLine(name: string, value: string): string {
  return `${name}=${value}`;
}

function shellLine(place: Place): (name: string, value: string) => string {
  return shellOf(place) === 'fish'
    ? (name, value) => `set -gx ${name} "${value}"`
    : (name, value) => `export ${name}="${value}"`;
}

function shellOf({ environment }: Place): string {
  return basename(environment['SHELL'] ?? '');
}

function profilePath(place: Place): string {
  const { environment, platform } = place;
  if (platform === 'win32') {
    throw new ModicumError(
      'usage',
      'There is no profile to write here. Take --scope project, or: setx ANTHROPIC_BASE_URL http://127.0.0.1:4141',
    );
  }
  const home = homeFolder(environment);
  const within = (name: string, otherwise: string) => {
    const folder = environment[name];
    return folder !== undefined && isAbsolute(folder) ? folder : otherwise;
  };
  switch (shellOf(place)) {
    case 'zsh':
      return join(within('ZDOTDIR', home), '.zshrc');
    case 'bash':
      return join(home, '.bashrc');
    case 'fish':
      return join(
        within('XDG_CONFIG_HOME', join(home, '.config')),
        'fish',
        'conf.d',
        'modicum.fish',
      );
    default:
      return join(home, '.profile');
  }
}
