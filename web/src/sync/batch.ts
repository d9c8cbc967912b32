/**
 * Others' updates, applied in one transaction per 33 ms: what an editor pays is per transaction, not per edit. At once
 * when the last batch is longer ago, and in a hidden tab, whose timers run once a second or a minute.
 */
const BATCH_MS = 33

export interface Batch {
  add(update: Uint8Array): void
  /** Applies what waits, now. */
  flush(): void
  /** Forgets what waits. */
  drop(): void
}

export function createBatch(apply: (updates: readonly Uint8Array[]) => void): Batch {
  let waiting: Uint8Array[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  let appliedAt = Number.NEGATIVE_INFINITY

  const take = () => {
    clearTimeout(timer)
    timer = undefined
    const updates = waiting
    waiting = []
    return updates
  }
  const flush = () => {
    const updates = take()
    if (updates.length === 0) return
    appliedAt = performance.now()
    apply(updates)
  }
  return {
    add(update) {
      waiting.push(update)
      const wait = BATCH_MS - (performance.now() - appliedAt)
      if (wait <= 0 || document.visibilityState === 'hidden') flush()
      else timer ??= setTimeout(flush, wait)
    },
    flush,
    drop: take,
  }
}
