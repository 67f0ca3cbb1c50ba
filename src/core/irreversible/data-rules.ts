import type { Command, CommandRule } from './command.ts';
import { baseName, flagValue, flagValues, hasFlag } from './command.ts';
import { startsWith, startsWithPair } from './first-words.ts';
import { isLoopback } from './hosts.ts';
import { isTemporary } from './paths.ts';
import { irreversibleSql } from './sql.ts';

/** Commands that speak to databases and queues. */
export const DATA_RULES: Readonly<Record<string, CommandRule>> = {
  psql: sqlClient,
  mysql: (command) => sqlClient(command, true),
  mariadb: (command) => sqlClient(command, true),
  duckdb: sqlFile,
  sqlite3: sqlFile,
  sqlcmd: sqlClient,
  clickhouse: sqlClient,
  'clickhouse-client': sqlClient,
  cockroach: sqlClient,
  snowsql: sqlClient,
  usql: sqlClient,
  cqlsh: sqlClient,
  flyway: startsWith('clean undo', 'drops or resets a database'),
  liquibase: startsWith('dropAll drop-all rollback', 'drops or resets a database'),
  dbmate: startsWith('drop rollback down', 'drops or resets a database'),
  consul: startsWithPair({ kv: 'delete put' }, 'changes a live server'),
  etcdctl: startsWith('del put', 'changes a live server'),
  dropdb: (command) => (isLocal(command) ? null : 'drops a database'),
  dropuser: (command) => (isLocal(command) ? null : 'changes permissions in a database'),
  mysqladmin: (command) =>
    command.plain.includes('drop') && !isLocal(command) ? 'drops a database' : null,
  mongo: mongo,
  mongosh: mongo,
  mongorestore: (command) =>
    hasFlag(command, '--drop') && !isLocal(command) ? 'drops a database' : null,
  pg_restore: (command) =>
    hasFlag(command, '--clean', '-c') && !isLocal(command) ? 'drops tables' : null,
  'redis-cli': redis,
  prisma: (command) =>
    (command.plain[0] === 'migrate' && ['reset', 'deploy'].includes(command.plain[1] ?? '')) ||
    hasFlag(command, '--force-reset', '--accept-data-loss')
      ? 'resets or changes a database'
      : null,
  rails: databaseTask,
  rake: databaseTask,
  sequelize: databaseTask,
  artisan: databaseTask,
  knex: databaseTask,
  'manage.py': databaseTask,
  alembic: databaseTask,
  'kafka-topics': (command) => (hasFlag(command, '--delete') ? 'deletes a topic' : null),
};

function sqlClient(command: Command, definitionsCommit = false): string | null {
  if (isLocal(command)) return null;
  const files = [...command.readsFrom, ...flagValues(command, '-f', '--file', '-i')];
  if (files.some(namesLoss)) return 'runs a script that is named after what it drops';
  const scripts = [
    ...flagValues(command, '-c', '--command', '-e', '--execute', '-Q', '-q', '--query'),
    ...command.args
      .filter((arg) => arg.startsWith('-e') && arg.length > 2)
      .map((arg) => arg.slice(2)),
    ...(command.input === null ? [] : [command.input]),
  ];
  return firstFound(scripts, definitionsCommit);
}

/** What a file holds is not known, but a script of one's own counts by its name: `drop_all.sql`. */
function namesLoss(file: string): boolean {
  return baseName(file)
    .toLowerCase()
    .split(/[^a-z]+/)
    .some((word) =>
      ['drop', 'truncate', 'wipe', 'purge', 'destroy', 'delete', 'reset'].includes(word),
    );
}

function sqlFile(command: Command): string | null {
  const [file = ':memory:', ...rest] = command.plain;
  if (file === ':memory:' || isTemporary(file)) return null;
  const flagged = flagValues(command, '-c', '-cmd');
  return firstFound(
    [...rest, ...flagged, ...(command.input === null ? [] : [command.input])],
    false,
  );
}

function firstFound(scripts: readonly string[], definitionsCommit: boolean): string | null {
  // Several `-c` run one after the other in one session, so a rollback may come in the next.
  return irreversibleSql(scripts.join(';\n'), { definitionsCommit });
}

function isLocal(command: Command): boolean {
  const host = flagValue(command, '-h', '--host', '--hostname');
  if (host !== null) return isLoopback(host);
  const url = command.args.find((arg) => arg.includes('://') || arg.includes('host='));
  if (url === undefined) return false;
  return isLoopback(
    url.includes('host=') ? ((url.split('host=')[1] ?? '').split(/[ &]/, 1)[0] ?? '') : url,
  );
}

const MONGO = [
  '.drop(',
  '.dropDatabase(',
  '.remove({})',
  '.deleteMany({})',
  '.dropUser(',
  '.updateMany({},',
  '.createUser(',
];

function mongo(command: Command): string | null {
  if (isLocal(command)) return null;
  const script = [...command.args, command.input ?? ''].join(' ').replaceAll(' ', '');
  return MONGO.some((call) => script.includes(call)) ? 'drops or empties a collection' : null;
}

function redis(command: Command): string | null {
  if (isLocal(command)) return null;
  const words = [...command.plain, ...(command.input ?? '').split(/\s+/)].map((word) =>
    word.toLowerCase(),
  );
  if (words.includes('flushall') || words.includes('flushdb')) return 'empties a database';
  return words.includes('config') && words.includes('set') ? 'changes a live server' : null;
}

function databaseTask(command: Command): string | null {
  const task = command.plain.find((word) =>
    /^(db:(drop|reset|schema:load|purge|wipe|migrate:reset)|migrate:(fresh|reset|rollback)|flush|downgrade|reset_db|sqlflush)$/.test(
      word,
    ),
  );
  return task === undefined || task === 'sqlflush' ? null : 'drops or resets a database';
}
