// Puts one room together: connection, document, runs, events. Plain objects with stores; the screens show them and call
// them. Created when a participant enters, closed when the page leaves.
import * as Y from 'yjs'
import { ensureFile, type Language, type Role } from '../api/client'
import { type FileInfo, type Files, openFiles } from '../document/files'
import { createEvents, type Events } from '../people/events'
import { createRunner } from '../run/frame'
import { createRuns, type Runs } from '../run/run'
import { type Connection, connect } from '../sync/connection'
import { openJournal } from '../sync/journal'
import { createStore, type Store } from '../sync/store'
import type { SaveFace } from '../ui/faces'
import { forgetSession, type KeptParticipant, keepFile, keptFile } from './kept'
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
  /** Id of the file that this page shows. */
  readonly file: Store<string>
  openFile(id: string): void
  /** Opens the file of a language; hosts and candidates get a new one when there is none. */
  openLanguage(language: Language): Promise<void>
  /** Runs the open file. */
  run(): void
  /** Nothing of the room stays in this browser. */
  forget(): Promise<void>
  close(): void
}

export async function openRoom(id: string, me: KeptParticipant): Promise<Room> {
  const journal = await openJournal(id, 'shared')
  const connection = connect({
    url: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}`,
    token: me.token,
    session: id,
    document: 'shared',
    doc: new Y.Doc(),
    journal,
  })
  const files = openFiles(connection.doc)
  const runner = createRunner(document.body)
  const runs = createRuns({
    send: connection.sendRun,
    onRun: connection.onRun,
    me: () => me.id,
    people: connection.participants,
    runner,
  })
  const events = createEvents({ participants: connection.participants, runs: runs.list, me: me.id })
  const save = watchSaveFace(connection.save, connection.state)
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
    file,
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
      if (!open || me.role === 'observer') return
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
      connection.close()
    },
  }
}

/** The open file, or the first one when that file is not there. */
export function shownFile(list: readonly FileInfo[], id: string): FileInfo | undefined {
  return list.find((entry) => entry.id === id) ?? list[0]
}
