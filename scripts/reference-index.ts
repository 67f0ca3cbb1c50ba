/** docs/reference/README.md: what holds for every command, with the list of them put in. */
export function referenceIndex(listing: string): string {
  return `# Command line

\`modicum <command> [options]\`. From a checkout: \`npx modicum …\`, or \`npm run modicum -- …\`. Everything here is also said by \`modicum --help\` and \`modicum <command> --help\`; \`modicum completion\` teaches it to your shell.

## Commands

${listing}

## For any command

| option | meaning |
| --- | --- |
| \`-h\`, \`--help\` | its help, with examples; \`modicum help <command>\` is the same |
| \`--no-color\` | no colour |
| \`-v\`, \`--version\` | without a command: the version alone |

Data goes to standard output; progress, notes and errors go to standard error. Colour is left out where no terminal is. A text that begins with a dash comes after \`--\`: \`modicum route -- "-5 degrees"\`. Letters take their value with or without a space: \`-n 5\`, \`-n5\`. What is not understood is refused, never ignored.

## Exit codes

| code | meaning |
| --- | --- |
| \`0\` | done |
| \`1\` | it failed, or what was asked for is not there |
| \`2\` | the line was not understood, or the policy has mistakes, each named with file, line and column |
| \`3\` | a gate was not passed: an answer its validators refused, a policy that lint or test found wanting |
| \`4\` | a key or an upstream is missing or failed |
| \`130\` | interrupted with Ctrl-C |

A command that runs another program (\`code\`, \`run\`) ends with that program's code. What is meant to be ended with Ctrl-C (\`serve\`, \`up --no-detach\`, \`demo --keep\`) then ends with 0.

## JSON

\`--json\` prints one document and nothing else on standard output: \`version\` (now 1, raised when a field is renamed or removed; new ones may come at any time) and the fields each page names. Where calls of simulated upstreams can be in it, \`simulated\` says so. What follows something (\`--follow\`) prints a document a line. Errors stay text on standard error, and the exit code says their kind.

## Environment

| variable | meaning |
| --- | --- |
| \`NO_COLOR\` | any value: no colour |
| \`FORCE_COLOR\` | \`1\`: colour even where no terminal is |
| \`MODICUM_CONFIG\` | path of the policy, where \`--config\` does not name one |
| \`MODICUM_CLIENT_KEY\` | the key clients of the gateway must send, and that \`status\` and its like send themselves |
| \`MODICUM_CLAUDE\` | path of the \`claude\` that \`modicum code\` starts |
| \`XDG_CONFIG_HOME\`, \`XDG_STATE_HOME\` | where Modicum's own folders are: the policy in the first, ledger and log in the second |

Keys and addresses of providers are on [the page about configuration](../configuration.md).

<!-- Written by \`npm run docs\` from scripts/reference-index.ts. -->
`;
}
