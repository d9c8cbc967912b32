// Puts one live room together: connection, document, runs, events. Created when a participant enters, closed when the
// page leaves. What the screens see of it is `roomView.ts`.
import { ensureFile, getCode, renameSession } from '../api/client'
import { type FileInfo, openFiles } from '../document/files'
import {
  forgetSession,
  isOnlyKept,
  type KeptParticipant,
  keepFile,
  keepVisit,
  keptFile,
  keptVisit,
} from '../entry/kept'
import { createEvents } from '../people/events'
import { hiddenRuns } from '../run/hidden'
import { createRuns } from '../run/run'
import { connect } from '../sync/connection'
import type { Permission } from '../sync/messages/session'
import { createStore } from '../sync/store'
import { derived } from './derived'
import { watchEarly } from './early'
import { takeRunner } from './prepared'
import type { RoomView } from './roomView'
import { watchSaveFace } from './saveFace'

export interface Room extends RoomView {
  close(): void
}

const NOTHING: readonly Permission[] = []

export function openRoom(id: string, me: KeptParticipant): Room {
  const connection = connect({
    url: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}`,
    token: me.token,
    session: id,
    participant: me.id,
    alone: isOnlyKept(id, me.id),
  })
  const { session, welcome, participants, presence, may } = connection
  const files = openFiles(connection.doc)
  const runner = takeRunner()
  const isHere = (file: string) => files.list.get().some((entry) => entry.id === file)
  const hidden = hiddenRuns(id)
  const runs = createRuns({
    feed: connection,
    me: () => me.id,
    may,
    runner,
    text: (file) => (isHere(file) ? files.text(file).toString() : null),
    hidden,
  })
  const events = createEvents({ participants, runs: runs.list, me: me.id })
  const save = watchSaveFace(connection.save, connection.refused)
  const openId = createStore(keptFile(id) ?? 'main')
  const file = derived(() => shownFile(files.list.get(), openId.get()), files.list, openId)
  /** The file that was asked for and is not in the document yet. */
  let awaited: string | null = null

  const openFile = (next: string) => {
    awaited = null
    keepFile(id, next)
    openId.set(next)
  }
  const stopWaiting = files.list.subscribe(() => {
    if (awaited !== null && files.list.get().some((entry) => entry.id === awaited)) openFile(awaited)
  })

  const early = watchEarly(connection, () => getCode(id, me.token, openId.get()))
  const visited = () => {
    const title = session.get()?.title
    if (title !== undefined) keepVisit(id, { title, at: Date.now() })
  }
  const stopVisiting = session.subscribe(visited)

  return {
    id,
    me,
    title: derived(() => session.get()?.title ?? keptVisit(id)?.title ?? null, session),
    people: participants,
    presence,
    permissions: derived(() => welcome.get()?.permissions ?? NOTHING, welcome),
    files,
    file,
    text: {
      synced: connection.synced,
      editable: connection.editable,
      limits: derived(() => welcome.get()?.limits ?? null, welcome),
      early,
      mended: createStore(0),
    },
    unsaved: {
      state: connection.save,
      refused: connection.refused,
      storageBlocked: connection.storageBlocked,
      dismissRefused: connection.dismissRefused,
      text: connection.unsentText,
    },
    line: connection.state,
    save,
    runs,
    events,
    openFile,
    async openLanguage(language) {
      const known = files.list.get().find((entry) => entry.language === language)
      if (known) return openFile(known.id)
      const created = await ensureFile(id, me.token, language)
      if (files.list.get().some((entry) => entry.id === created.id)) openFile(created.id)
      else awaited = created.id
    },
    run() {
      const open = file.get()
      if (!open || !may('run')) return
      const code = files.text(open.id).toString()
      runs.start({ file: open.id, fileName: open.name, language: open.language, code })
    },
    async rename(title) {
      await renameSession(id, me.token, title)
    },
    retry: connection.retryNow,
    async forget() {
      await connection.forget()
      forgetSession(id)
      hidden.forget()
    },
    close() {
      stopWaiting()
      stopVisiting()
      early.close()
      events.close()
      save.close()
      files.close()
      runner.close()
      void connection.close()
    },
  }
}

/** The open file, or the first one when that file is not there. */
function shownFile(list: readonly FileInfo[], id: string): FileInfo | undefined {
  return list.find((entry) => entry.id === id) ?? list[0]
}
