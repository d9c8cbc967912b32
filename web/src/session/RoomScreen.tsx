import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { Console } from '../console/Console'
import type { Editor } from '../editor/createEditor'
import { People } from '../people/People'
import { useActive } from '../people/useActive'
import { throttled } from '../sync/throttle'
import { Icon } from '../ui/Icon'
import { Split } from '../ui/Split'
import { Toasts } from '../ui/Toasts'
import { useStore } from '../ui/useStore'
import { room as words } from '../ui/words'
import { CodePanel } from './CodePanel'
import { createCursor } from './cursor'
import { Dock, type Pane } from './Dock'
import { KeySheet } from './KeySheet'
import { LeaveDialog } from './LeaveDialog'
import { RoomBanners } from './RoomBanners'
import { type Room, shownFile } from './room'
import './session.css'
import { ShareSheet } from './ShareSheet'
import { StatusLine } from './StatusLine'
import { TopBar } from './TopBar'
import { useInvitation } from './useInvitation'
import { useMay } from './useMay'
import { useNews } from './useNews'
import { useOutputPane } from './useOutputPane'
import { useShortcuts } from './useShortcuts'
import { useUnsavedGuard } from './useUnsavedGuard'
import { whenIdle } from './whenIdle'

const PEERS_MS = 250
/** The runtime is asked for that long after the text at the latest, however busy the page is. */
const PREPARE_MS = 600
/** On a phone, focus opens the keyboard: only a tap may do that. */
const isDesk = () => matchMedia('(min-width: 720px)').matches

export function RoomScreen({ room }: { room: Room }) {
  const { connection, runs } = room
  const session = useStore(connection.session)
  const people = useStore(connection.participants)
  const files = useStore(room.files.list)
  const link = useStore(connection.state)
  const peers = useStore(useMemo(() => throttled(connection.presence.peers, PEERS_MS), [connection]))
  const active = useActive(connection.presence)
  const file = shownFile(files, useStore(room.file))
  const [pane, setPane] = useState<Pane>('code')
  const [sheet, setSheet] = useState<'keys' | 'leave' | null>(null)
  const [flash, setFlash] = useState(0)
  const [cursor] = useState(createCursor)
  const editor = useRef<Editor | null>(null)
  const news = useNews(room)
  const invitation = useInvitation(room, people)
  const failures = useOutputPane(room, pane, setPane)
  useUnsavedGuard(connection)

  const title = session?.title ?? words.opening
  useEffect(() => {
    document.title = words.title(title)
  }, [title])

  // The runtime of the open language comes while people read, not at the first Run; but the text goes before.
  const language = file?.language
  const synced = useStore(connection.synced)
  const mayRun = useMay(room, 'run')
  useEffect(() => {
    if (!language || !synced || !mayRun) return
    return whenIdle(() => runs.prepare(language), PREPARE_MS)
  }, [language, synced, runs, mayRun])

  const showSave = () => {
    setFlash((count) => count + 1)
    news.announceSave()
  }
  const focusPane = (next: Pane) => {
    setPane(next)
    if (next === 'code') editor.current?.focus()
    else document.querySelector<HTMLElement>(next === 'output' ? '[role="log"]' : '.p-people')?.focus()
  }
  useShortcuts({
    run: room.run,
    stop: runs.stop,
    save: showSave,
    code: () => focusPane('code'),
    output: () => focusPane('output'),
    people: () => focusPane('people'),
    keys: () => setSheet((open) => (open === 'keys' ? null : 'keys')),
  })

  // The sheet may close by itself: who was in it goes on in the code, not nowhere.
  const inviting = invitation.open
  useEffect(() => {
    if (!inviting && document.activeElement === document.body && isDesk()) editor.current?.focus()
  }, [inviting])

  const jump = useCallback(
    (name: string, line: number) => {
      const target = room.files.list.get().find((entry) => entry.name === name || entry.id === name)
      if (target) room.openFile(target.id)
      setPane('code')
      // The editor opens the file in the effect of this render; the jump is for the text that is there then.
      requestAnimationFrame(() => {
        editor.current?.jumpTo(line)
        editor.current?.focus()
      })
    },
    [room],
  )

  return (
    <>
      <button type="button" className="skip" onClick={() => focusPane('code')}>
        {words.skip}
      </button>
      <div className="app" data-pane={pane} data-role={room.role} data-link={link.kind}>
        <TopBar
          room={room}
          title={title}
          people={people}
          active={active}
          flash={flash}
          inviting={invitation.open}
          onInvite={invitation.toggle}
          onPeople={() => focusPane('people')}
        />
        <RoomBanners room={room} />
        <main className="desk">
          <h1 className="sr">{title}</h1>
          <CodePanel
            room={room}
            files={files}
            file={file}
            peers={peers}
            cursor={cursor}
            onEditor={(next) => {
              editor.current = next
            }}
            onRefused={news.refuse}
            onSaid={news.announce}
          />
          <Split property="--col-out" label={words.widthOfConsole} orientation="vertical" min={300} max={760} />
          <div className="p-side">
            <Console runs={runs} people={connection.participants} onJump={jump} onSaid={news.announce} />
            <Split property="--row-people" label={words.heightOfPeople} orientation="horizontal" min={92} max={520} />
            <People
              people={people}
              peers={peers}
              files={files}
              me={room.me.id}
              ownFile={file?.name}
              active={active}
              onInvite={invitation.toggle}
              inviteLabel={words.inviteLabel}
              own={
                <button
                  type="button"
                  className="tool"
                  aria-label={words.leave}
                  title={words.leave}
                  onClick={() => setSheet('leave')}
                >
                  <Icon name="leave" />
                </button>
              }
            />
          </div>
        </main>
        <footer className="foot">
          <StatusLine room={room} file={file} cursor={cursor} onKeys={() => setSheet('keys')} />
          <Dock room={room} language={language} pane={pane} failures={failures} onPane={setPane} />
        </footer>
      </div>
      {invitation.open && (
        <ShareSheet links={room.me.links} alone={invitation.alone} onCopied={news.copied} onClose={invitation.close} />
      )}
      {sheet === 'keys' && <KeySheet onClose={() => setSheet(null)} />}
      {sheet === 'leave' && <LeaveDialog room={room} onClose={() => setSheet(null)} />}
      <Toasts items={news.toasts} onDone={news.dismiss} />
      <div className="sr" role="status" aria-live="polite">
        <span key={news.said.id}>{news.said.text}</span>
      </div>
    </>
  )
}
