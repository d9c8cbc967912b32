// What happens in the room, as the wire, the toasts and the live region tell it: who came, who left, whose run ended.
import type { RunRecord } from '../run/records'
import type { Participant } from '../sync/messages/people'
import type { Store } from '../sync/store'

export type RoomEvent = { readonly id: number; readonly at: Date; readonly person: Participant } & (
  | { readonly kind: 'joined' }
  | { readonly kind: 'left' }
  | { readonly kind: 'started'; readonly run: string; readonly number: number | null }
  | {
      readonly kind: 'ended'
      readonly run: string
      readonly number: number | null
      readonly exit: NonNullable<RunRecord['exit']>
    }
)

/** A reload looks like leaving and coming back; only who stays away this long has left. */
const LEAVE_MS = 3000
/** What happened longer ago is no news: the server tells it at connect. */
const NEWS_MS = 60_000

type News =
  | { kind: 'joined' }
  | { kind: 'left' }
  | { kind: 'started'; run: string; number: number | null }
  | { kind: 'ended'; run: string; number: number | null; exit: NonNullable<RunRecord['exit']> }

interface EventsOptions {
  participants: Store<readonly Participant[]>
  runs: Store<readonly RunRecord[]>
  /** Participant id of this page's person, who needs no news of themselves coming. */
  me: string
}

export interface Events {
  listen(listener: (event: RoomEvent) => void): () => void
  close(): void
}

export function createEvents({ participants, runs, me }: EventsOptions): Events {
  const listeners = new Set<(event: RoomEvent) => void>()
  const leaving = new Map<string, ReturnType<typeof setTimeout>>()
  const watched = new Map<string, RunRecord['state']>()
  /** What ran before the room was opened here is its history. */
  const opened = Date.now()
  const isNews = (at: number) => at >= opened && Math.abs(Date.now() - at) < NEWS_MS
  let before: readonly Participant[] | null = null
  let count = 0

  const tell = (person: Participant, news: News) => {
    const event: RoomEvent = { id: count++, at: new Date(), person, ...news }
    for (const listener of [...listeners]) listener(event)
  }

  const comings = () => {
    const now = participants.get()
    const first = before === null || before.length === 0
    const { came, went } = difference(before ?? [], now)
    before = now
    if (first) return // who was here when we came is no news
    for (const person of came) {
      if (person.id === me) continue
      const timer = leaving.get(person.id)
      clearTimeout(timer)
      if (!leaving.delete(person.id)) tell(person, { kind: 'joined' })
    }
    for (const person of went) {
      if (person.id === me) continue
      leaving.set(
        person.id,
        setTimeout(() => {
          leaving.delete(person.id)
          tell(person, { kind: 'left' })
        }, LEAVE_MS),
      )
    }
  }

  const ran = () => {
    for (const run of runs.get()) {
      const known = watched.get(run.id)
      if (known === run.state) continue
      watched.set(run.id, run.state)
      const person = participants.get().find(({ id }) => id === run.participant)
      if (!person) continue
      const { exit, number, startedAt, endedAt = startedAt } = run
      if (exit) isNews(endedAt) && tell(person, { kind: 'ended', run: run.id, number, exit })
      else if (known === undefined && isNews(startedAt)) tell(person, { kind: 'started', run: run.id, number })
    }
  }

  const stops = [participants.subscribe(comings), runs.subscribe(ran)]
  comings()
  return {
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close() {
      for (const stop of stops) stop()
      for (const timer of leaving.values()) clearTimeout(timer)
      listeners.clear()
    },
  }
}

/** Who is online now and was not, and the other way round. */
export function difference(
  before: readonly Participant[],
  now: readonly Participant[],
): { came: Participant[]; went: Participant[] } {
  const online = (list: readonly Participant[]) => list.filter((person) => person.online)
  const missing = (list: readonly Participant[], person: Participant) => !list.some(({ id }) => id === person.id)
  const [then, here] = [online(before), online(now)]
  return {
    came: here.filter((person) => missing(then, person)),
    went: then.filter((person) => missing(here, person)),
  }
}
