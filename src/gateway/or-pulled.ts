/** What comes first: the value, or the end of waiting for it. The one that loses is let go. */
export async function orPulled<Value>(
  waitedFor: Promise<Value>,
  signal: AbortSignal,
): Promise<Value | 'pulled'> {
  if (signal.aborted) return 'pulled';
  const end = Promise.withResolvers<'pulled'>();
  const onAbort = () => end.resolve('pulled');
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([waitedFor, end.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
