/** Up to which number the runs of a room are hidden, for as long as the tab lives. Without storage: until it is loaded again. */
export function hiddenRuns(room: string): { get(): number; set(upTo: number): void } {
  const key = `hotseat.hidden.${room}`
  let upTo = 0
  try {
    upTo = Number(sessionStorage.getItem(key)) || 0
  } catch {
    // Storage is forbidden.
  }
  return {
    get: () => upTo,
    set(next) {
      upTo = next
      try {
        sessionStorage.setItem(key, String(next))
      } catch {
        // The same.
      }
    },
  }
}
