import type { Values } from '../option-values.ts';
import type { CompletionPlace, Suggestion } from './completion-table.ts';

/** For Windows PowerShell 5.1 and PowerShell 7. */
export function powershellScript(places: readonly CompletionPlace[]): string {
  return `# PowerShell completion for modicum. Made by: modicum completion powershell
Register-ArgumentCompleter -Native -CommandName modicum -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $places = @{
${places.map(placeEntry).join('\n')}
    }
    $values = @{
${places.flatMap(valueEntries).join('\n')}
    }
    $typed = @($commandAst.CommandElements | Select-Object -Skip 1 | Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object { $_.ToString() })
    $at = ''
    foreach ($word in $typed) {
        if ($word -eq '--') { return }
        if ($places.ContainsKey("$at/$word")) { $at = "$at/$word" }
    }
    $previous = if ($typed.Count -gt 0) { $typed[-1] } else { '' }
    if ($values.ContainsKey("\${at}:$previous")) {
        $values["\${at}:$previous"] | Where-Object { $_ -like "$wordToComplete*" } | ForEach-Object {
            [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
        }
        return
    }
    $places[$at] | Where-Object { $_[0] -like "$wordToComplete*" } | ForEach-Object {
        [System.Management.Automation.CompletionResult]::new($_[0], $_[0], 'ParameterValue', $_[1])
    }
}
`;
}

function placeEntry({ at, commands, options, words }: CompletionPlace): string {
  const names = namesOf(words).map((text) => ({ text, description: text }));
  const all = [...commands, ...names, ...options].map(pair);
  return `        '${at}' = @(${all.join(', ')})`;
}

function valueEntries({ at, values }: CompletionPlace): readonly string[] {
  return values.flatMap(({ spellings, values: allowed }) => {
    const names = namesOf(allowed);
    if (names.length === 0) return [];
    return spellings.map((one) => `        '${at}:${one}' = @(${names.map(quoted).join(', ')})`);
  });
}

function namesOf(values: Values): readonly string[] {
  return values.kind === 'names' ? values.names : [];
}

function pair({ text, description }: Suggestion): string {
  return `@(${quoted(text)}, ${quoted(description === '' ? text : description)})`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
