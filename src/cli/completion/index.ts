import { bashScript } from './bash.ts';
import type { CompletionPlace } from './completion-table.ts';
import { fishScript } from './fish.ts';
import { powershellScript } from './powershell.ts';
import { zshScript } from './zsh.ts';

export type Shell = keyof typeof SHELLS;

export interface ShellSupport {
  readonly script: (places: readonly CompletionPlace[]) => string;
  /** The line that turns it on for good. */
  readonly install: string;
}

export const SHELLS = {
  bash: {
    script: bashScript,
    install: 'modicum completion bash > ~/.local/share/bash-completion/completions/modicum',
  },
  zsh: {
    script: zshScript,
    install: 'modicum completion zsh > "${fpath[1]}/_modicum"',
  },
  fish: {
    script: fishScript,
    install: 'modicum completion fish > ~/.config/fish/completions/modicum.fish',
  },
  powershell: {
    script: powershellScript,
    install: 'modicum completion powershell >> $PROFILE',
  },
} as const satisfies Readonly<Record<string, ShellSupport>>;

export function isShell(name: string): name is Shell {
  return Object.hasOwn(SHELLS, name);
}
