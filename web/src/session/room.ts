// Puts one room together: connection, document, runs, events. Plain objects with stores; the screens show them and call
// them. Created when a participant enters, closed when the page leaves. What one may do is asked of `may`, which the
// server's latest WELCOME answers; `role` is a word to show.
import { ensureFile, type Language, type Role } from '../api/client'
import { type FileInfo, type Files, openFiles } from '../document/files'
import { forgetSession, isOnlyKept, type KeptParticipant, keepFile, keptFile } from '../entry/kept'
import { createEvents, type Events } from '../people/events'
import { createRunner } from '../run/frame'
import { createRuns, type Runs } from '../run/run'
import { type Connection, connect } from '../sync/connection'
import type { Permission } from '../sync/messages/session'
import { createStore, type Store, type WritableStore } from '../sync/store'
import type { SaveFace } from '../ui/faces'
import { watchSaveFace } from './saveFace'

export interface Room {
  readonly id: string
  readonly me: KeptParticipant
  readonly role: Role
  readonly connection: Connection
  readonly files: Files
  readonly runs: Runs
  readonly events: Events
  readonly save: Store<SaveFace>
  /** How often the editor had to read a text again because something in it failed. Anything but 0 is a bug. */
  readonly mended: WritableStore<number>
  /** Id of the file that this page shows. */
  readonly file: Store<string>
  may(permission: Permission): boolean
  openFile(id: string): void
  /** Opens the file of a language; whoever may edit gets a new one when there is none. */
  openLanguage(language: Language): Promise<void>
  /** Runs the open file. */
  run(): void
  /** Nothing of the room stays in this browser. */
  forget(): Promise<void>
  close(): void
}

export function openRoom(id: string, me: KeptParticipant): Room {
  const connection = connect({
    url: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}`,
    token: me.token,
    session: id,
    participant: me.id,
    alone: isOnlyKept(id, me.id),
  })
  const files = openFiles(connection.doc)
  const runner = createRunner(document.body)
  const runs = createRuns({ feed: connection, me: () => me.id, may: connection.may, runner })
  const events = createEvents({ participants: connection.participants, runs: runs.list, me: me.id })
  const save = watchSaveFace(connection.save, connection.refused)
  const file = createStore(keptFile(id) ?? 'main')
  /** The file that was asked for and is not in the document yet. */
  let awaited: string | null = null

  const openFile = (next: string) => {
    awaited = null
    keepFile(id, next)
    file.set(next)
  }
  const stopWaiting = files.list.subscribe(() => {
    if (awaited !== null && files.list.get().some((entry) => entry.id === awaited)) openFile(awaited)
  })
  const shown = (): FileInfo | undefined => shownFile(files.list.get(), file.get())

  return {
    id,
    me,
    role: me.role,
    connection,
    files,
    runs,
    events,
    save,
    mended: createStore(0),
    file,
    may: connection.may,
    openFile,
    async openLanguage(language) {
      const known = files.list.get().find((entry) => entry.language === language)
      if (known) return openFile(known.id)
      const created = await ensureFile(id, me.token, language)
      if (files.list.get().some((entry) => entry.id === created.id)) openFile(created.id)
      else awaited = created.id
    },
    run() {
      const open = shown()
      if (!open || !connection.may('run')) return
      const code = files.text(open.id).toString()
      runs.start({ file: open.id, fileName: open.name, language: open.language, code })
    },
    async forget() {
      await connection.forget()
      forgetSession(id)
    },
    close() {
      stopWaiting()
      events.close()
      save.close()
      files.close()
      runner.close()
      void connection.close()
    },
  }
}

/** The open file, or the first one when that file is not there. */
export function shownFile(list: readonly FileInfo[], id: string): FileInfo | undefined {
  return list.find((entry) => entry.id === id) ?? list[0]
}
