/** Calls once, when the page has nothing better to do, but after `ms` at the latest. Gives what takes it back. */
export function whenIdle(act: () => void, ms: number): () => void {
  // Safari has no idle callback; there the pause itself has to do.
  if (typeof requestIdleCallback !== 'function') {
    const timer = setTimeout(act, ms)
    return () => clearTimeout(timer)
  }
  const handle = requestIdleCallback(act, { timeout: ms })
  return () => cancelIdleCallback(handle)
}
