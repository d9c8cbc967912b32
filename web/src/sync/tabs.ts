/**
 * Which tabs of this browser still live, so that one can take over what another left. Knows nothing of what that is.
 *
 * With Web Locks a tab holds a lock of its name for as long as it lives. Without them (plain HTTP) it is asked over a
 * BroadcastChannel, and says goodbye when its page goes; one that crashed is found when it is asked the next time. A tab
 * that is frozen and does not answer is taken for gone; whoever takes over from it must be harmless to it.
 */
export interface Tabs {
  isOpen(tab: string): Promise<boolean>
  /** Its end is told as soon as it comes; without Web Locks a tab tells its end to everybody. */
  watch(tab: string): void
  /** The page goes, perhaps for good; everything that another may take over is where it finds it. */
  goodbye(): void
  close(): void
}

const ANSWER_MS = 200

/** `gone` is called with the name of a tab; never after `close`. */
export function joinTabs(scope: string, own: string, gone: (tab: string) => void): Promise<Tabs> {
  return navigator.locks
    ? tabsByLock(scope, own, navigator.locks, gone)
    : Promise.resolve(tabsByChannel(scope, own, gone))
}

async function tabsByLock(scope: string, own: string, locks: LockManager, gone: (tab: string) => void): Promise<Tabs> {
  const name = (tab: string) => `hotseat-journal/${scope}/${tab}`
  const watched = new Set<string>()
  const leaving = new AbortController()
  const release = await new Promise<() => void>((held) => {
    const denied = () => held(() => {})
    locks.request(name(own), () => new Promise<void>((letGo) => held(letGo))).catch(denied)
  })
  return {
    isOpen: (tab) => locks.request(name(tab), { ifAvailable: true }, (lock) => lock === null),
    watch(tab) {
      if (watched.has(tab)) return
      watched.add(tab)
      locks
        .request(name(tab), { signal: leaving.signal }, () => {
          watched.delete(tab)
          if (!leaving.signal.aborted) gone(tab)
        })
        .catch((error: unknown) => {
          if (!leaving.signal.aborted) reportError(error)
        })
    },
    // The browser lets go of the lock.
    goodbye() {},
    close() {
      leaving.abort()
      release()
    },
  }
}

type Said = { readonly ask: string } | { readonly here: string } | { readonly bye: string }

function tabsByChannel(scope: string, own: string, gone: (tab: string) => void): Tabs {
  const channel = new BroadcastChannel(`hotseat-tabs/${scope}`)
  const answers = new Set<(tab: string) => void>()

  const say = (said: Said) => channel.postMessage(said)
  channel.onmessage = ({ data }: MessageEvent<Said>) => {
    if ('ask' in data && data.ask === own) say({ here: own })
    if ('bye' in data) gone(data.bye)
    if ('here' in data) for (const answer of [...answers]) answer(data.here)
  }
  const goodbye = () => say({ bye: own })

  return {
    isOpen: (tab) =>
      new Promise<boolean>((resolve) => {
        const end = (open: boolean) => {
          clearTimeout(timer)
          answers.delete(hear)
          resolve(open)
        }
        const hear = (here: string) => {
          if (here === tab) end(true)
        }
        const timer = setTimeout(() => end(false), ANSWER_MS)
        answers.add(hear)
        say({ ask: tab })
      }),
    watch() {},
    goodbye,
    close() {
      goodbye()
      channel.close()
    },
  }
}
