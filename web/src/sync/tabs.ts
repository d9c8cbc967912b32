/**
 * Which tabs of this browser still live, so that one can take over what another left. Knows nothing of what that is.
 *
 * With Web Locks a tab holds a lock of its name for as long as it lives. Without them (plain HTTP) it is asked over a
 * BroadcastChannel, and says goodbye when its page goes; one that crashed is found when it is asked the next time. A tab
 * that is frozen and does not answer is taken for gone; whoever takes over from it must be harmless to it.
 */
export interface Tabs {
  isOpen(tab: string): Promise<boolean>
  /** Calls once, when that tab is gone (without Web Locks: when it says so); never after `close`. */
  whenGone(tab: string, then: () => void): void
  /** The page goes, perhaps for good; everything that another may take over is where it finds it. */
  goodbye(): void
  close(): void
}

const ANSWER_MS = 200

export function joinTabs(scope: string, own: string): Promise<Tabs> {
  return navigator.locks ? tabsByLock(scope, own, navigator.locks) : Promise.resolve(tabsByChannel(scope, own))
}

async function tabsByLock(scope: string, own: string, locks: LockManager): Promise<Tabs> {
  const name = (tab: string) => `hotseat-journal/${scope}/${tab}`
  const leaving = new AbortController()
  const release = await new Promise<() => void>((held) => {
    const denied = () => held(() => {})
    locks.request(name(own), () => new Promise<void>((letGo) => held(letGo))).catch(denied)
  })
  return {
    isOpen: (tab) => locks.request(name(tab), { ifAvailable: true }, (lock) => lock === null),
    whenGone(tab, then) {
      locks
        .request(name(tab), { signal: leaving.signal }, () => {
          if (!leaving.signal.aborted) then()
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

function tabsByChannel(scope: string, own: string): Tabs {
  const channel = new BroadcastChannel(`hotseat-tabs/${scope}`)
  const answers = new Set<(said: Said) => void>()
  const awaited = new Map<string, () => void>()

  const say = (said: Said) => channel.postMessage(said)
  const gone = (tab: string) => {
    const then = awaited.get(tab)
    awaited.delete(tab)
    then?.()
  }
  channel.onmessage = ({ data }: MessageEvent<Said>) => {
    if ('ask' in data && data.ask === own) say({ here: own })
    if ('bye' in data) gone(data.bye)
    for (const answer of [...answers]) answer(data)
  }
  const isOpen = (tab: string) =>
    new Promise<boolean>((resolve) => {
      const end = (open: boolean) => {
        clearTimeout(timer)
        answers.delete(hear)
        resolve(open)
      }
      const hear = (said: Said) => {
        if ('here' in said && said.here === tab) end(true)
      }
      const timer = setTimeout(() => end(false), ANSWER_MS)
      answers.add(hear)
      say({ ask: tab })
    })
  const goodbye = () => say({ bye: own })

  return {
    isOpen,
    whenGone: (tab, then) => void awaited.set(tab, then),
    goodbye,
    close() {
      awaited.clear()
      goodbye()
      channel.close()
    },
  }
}
