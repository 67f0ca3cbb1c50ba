import type { Values } from '../option-values.ts';
import type { CompletionPlace } from './completion-table.ts';

/** For bash 3.2 and later, without the bash-completion package. */
export function bashScript(places: readonly CompletionPlace[]): string {
  return `# bash completion for modicum. Made by: modicum completion bash
_modicum() {
  local at='' word='' i=0 names='' options=''
  local cur="\${COMP_WORDS[COMP_CWORD]}"
  local prev="\${COMP_WORDS[COMP_CWORD - 1]}"
  COMPREPLY=()
  # Bash cuts --task=value at the sign of equality.
  if [ "$cur" = '=' ]; then cur=''; elif [ "$prev" = '=' ]; then prev="\${COMP_WORDS[COMP_CWORD - 2]}"; fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    if [ "$word" = '--' ]; then _modicum_files "$cur"; return; fi
    case "$at/$word" in
      ${places
        .slice(1)
        .map(({ at }) => at)
        .join('|')}) at="$at/$word" ;;
    esac
  done
  case "$at:$prev" in
${places.flatMap(valueCases).join('\n')}
  esac
  case "$at" in
${places.map(placeCase).join('\n')}
  esac
  case "$cur" in
    -*) names="$options" ;;
    '') names="\${names:-$options}" ;;
  esac
  COMPREPLY=($(compgen -W "$names" -- "$cur"))
}

_modicum_files() {
  local IFS=$'\\n'
  compopt -o filenames 2>/dev/null
  COMPREPLY=($(compgen -f -- "$1"))
}

complete -F _modicum modicum
`;
}

function valueCases({ at, values }: CompletionPlace): readonly string[] {
  return values.map(({ spellings, values: allowed }) => {
    const patterns = spellings.map((spelling) => `${at}:${spelling}`).join('|');
    return `    ${patterns}) ${action(allowed)} ;;`;
  });
}

function action(values: Values): string {
  if (values.kind === 'names') {
    return `COMPREPLY=($(compgen -W '${values.names.join(' ')}' -- "$cur")); return`;
  }
  return values.kind === 'any' ? 'return' : '_modicum_files "$cur"; return';
}

function placeCase({ at, commands, options, words }: CompletionPlace): string {
  const names = words.kind === 'names' ? words.names : commands.map(({ text }) => text);
  const files =
    words.kind === 'file' || words.kind === 'folder'
      ? ` case "$cur" in -*) ;; *) _modicum_files "$cur"; return ;; esac ;`
      : '';
  const flags = options.map(({ text }) => text).join(' ');
  return `    '${at}') names='${names.join(' ')}'; options='${flags}';${files} ;;`.replace(
    '; ;;',
    ' ;;',
  );
}
