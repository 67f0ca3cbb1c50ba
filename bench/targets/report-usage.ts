/**
 * Loaded into every process that is measured (`node --import`): answers over the channel to its parent
 * what it has used, so that no measurement depends on the operating system's own files.
 */
export interface ProcessUsage {
  /** Since it started, in milliseconds of CPU time. */
  readonly cpuMs: number;
  readonly rssBytes: number;
}

process.on('message', () => {
  const { user, system } = process.cpuUsage();
  const usage: ProcessUsage = {
    cpuMs: (user + system) / 1000,
    rssBytes: process.memoryUsage.rss(),
  };
  process.send?.(usage);
});
// Being measured must not keep a process alive.
process.channel?.unref();
