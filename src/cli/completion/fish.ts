import type { OptionNode } from '../command-tree.ts';
import type { Values } from '../option-values.ts';
import type { CompletionPlace } from './completion-table.ts';

export function fishScript(places: readonly CompletionPlace[]): string {
  return `# fish completion for modicum. Made by: modicum completion fish
function __modicum_at
    set -l at ''
    for word in (commandline -opc)[2..-1]
        switch "$at/$word"
            case ${places
              .slice(1)
              .map(({ at }) => at)
              .join(' ')}
                set at "$at/$word"
        end
    end
    test "$at" = "$argv[1]"
end

complete -c modicum -f
${places.flatMap(linesOf).join('\n')}
`;
}

function linesOf({ at, commands, words, optionNodes }: CompletionPlace): readonly string[] {
  const here = `complete -c modicum -n '__modicum_at "${at}"'`;
  return [
    ...commands.map(({ text, description }) => `${here} -a ${text} -d ${quoted(description)}`),
    ...(words.kind === 'any' ? [] : [`${here} ${argumentsOf(words)}`]),
    ...optionNodes.map((option) => `${here} ${optionOf(option)}`),
  ];
}

function optionOf({ name, letters, valueHint, values, description }: OptionNode): string {
  const spellings = [...letters.map((letter) => `-s ${letter.slice(1)}`), `-l ${name}`].join(' ');
  const value = valueHint === null ? '' : ` -r ${argumentsOf(values)}`.trimEnd();
  return `${spellings}${value} -d ${quoted(description)}`;
}

function argumentsOf(values: Values): string {
  if (values.kind === 'names') return `-f -a ${quoted(values.names.join(' '))}`;
  return values.kind === 'any' ? '-f' : '-F';
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
