/** Text of Modicum's own, where a target has no other form for what a client said. */

/** The marks Claude Code itself puts around system text when a model takes no system messages. */
export function systemReminder(text: string): string {
  return `<system-reminder>\n${text}\n</system-reminder>`;
}

/** For a tool whose definition was deferred until a search found it. */
export function toolLoaded(name: string): string {
  return `Tool ${name} is loaded.`;
}

/** For a tool that a search found, but that this call does not define. */
export function toolMissing(name: string): string {
  return `Tool ${name} was found, but is not available.`;
}
