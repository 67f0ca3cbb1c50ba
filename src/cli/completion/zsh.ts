import type { Values } from '../option-values.ts';
import type { CompletionPlace, Suggestion } from './completion-table.ts';

/** Works from a folder of `fpath` and, after `compinit`, from `source`. */
export function zshScript(places: readonly CompletionPlace[]): string {
  return `#compdef modicum
# zsh completion for modicum. Made by: modicum completion zsh
_modicum() {
  local at='' i
  local -a names flags
  for ((i = 2; i < CURRENT; i++)); do
    if [[ "$words[i]" == '--' ]]; then _files; return; fi
    case "$at/$words[i]" in
      (${places
        .slice(1)
        .map(({ at }) => at)
        .join('|')}) at="$at/$words[i]" ;;
    esac
  done
  case "$at:$words[CURRENT-1]" in
${places.flatMap(valueCases).join('\n')}
  esac
  case "$at" in
${places.map(placeCase).join('\n')}
  esac
  if [[ "$words[CURRENT]" == -* ]]; then
    _describe -o option flags
  elif (( $#names )); then
    _describe command names
  fi
}

if [[ "$funcstack[1]" == '_modicum' ]]; then
  _modicum "$@"
else
  compdef _modicum modicum
fi
`;
}

function valueCases({ at, values }: CompletionPlace): readonly string[] {
  return values.map(({ spellings, values: allowed }) => {
    const patterns = spellings.map((spelling) => `${at}:${spelling}`).join('|');
    return `    (${patterns}) ${action(allowed)} ;;`;
  });
}

function action(values: Values): string {
  if (values.kind === 'names') return `compadd -- ${values.names.join(' ')}; return`;
  return values.kind === 'any' ? 'return' : '_files; return';
}

function placeCase({ at, commands, options, words }: CompletionPlace): string {
  const names = words.kind === 'names' ? words.names.map(bare) : commands.map(described);
  const flags = options.map(described);
  const files =
    words.kind === 'file' || words.kind === 'folder'
      ? ` [[ "$words[CURRENT]" == -* ]] || { _files; return };`
      : '';
  return `    ('${at}') names=(${names.join(' ')}); flags=(${flags.join(' ')});${files} ;;`;
}

function bare(name: string): string {
  return `'${name}'`;
}

/** `'name:description'`, with what the shell and _describe would take for signs of their own escaped. */
function described({ text, description }: Suggestion): string {
  return `'${text}:${description.replaceAll('\\', '').replaceAll(':', '\\:').replaceAll("'", "'\\''")}'`;
}
