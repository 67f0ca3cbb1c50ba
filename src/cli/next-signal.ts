/** Waits for Ctrl-C or a polite request to stop. The second one ends the process at once, as usual. */
export function nextSignal(): Promise<'SIGINT' | 'SIGTERM'> {
  const { promise, resolve } = Promise.withResolvers<'SIGINT' | 'SIGTERM'>();
  const signals = ['SIGINT', 'SIGTERM'] as const;
  const listeners = signals.map((signal) => [signal, () => settle(signal)] as const);
  const settle = (signal: (typeof signals)[number]) => {
    for (const [name, listener] of listeners) process.removeListener(name, listener);
    resolve(signal);
  };
  for (const [name, listener] of listeners) process.on(name, listener);
  return promise;
}
