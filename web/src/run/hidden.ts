export interface HiddenRuns {
  get(): number
  set(upTo: number): void
  forget(): void
}

/** Up to which number the runs of a room are hidden, for as long as the tab lives. Without storage: until it is loaded again. */
export function hiddenRuns(room: string): HiddenRuns {
  const key = `hotseat.hidden.${room}`
  let upTo = Number(stored(() => sessionStorage.getItem(key))) || 0
  return {
    get: () => upTo,
    set(next) {
      upTo = next
      stored(() => sessionStorage.setItem(key, String(next)))
    },
    forget: () => stored(() => sessionStorage.removeItem(key)),
  }
}

function stored<T>(act: () => T): T | undefined {
  try {
    return act()
  } catch {
    return undefined // storage is forbidden
  }
}
