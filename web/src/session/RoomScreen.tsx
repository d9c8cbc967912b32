import { type ReactNode, useEffect, useRef, useState } from 'react'
import type { Editor } from '../editor/createEditor'
import { useActive } from '../people/useActive'
import { Toasts } from '../ui/Toasts'
import { useStore } from '../ui/useStore'
import { words } from '../ui/words'
import { createCursor } from './cursor'
import { Desk } from './Desk'
import { Dock, type Pane } from './Dock'
import { KeySheet } from './KeySheet'
import { LeaveDialog } from './LeaveDialog'
import { RoomBanners } from './RoomBanners'
import type { RoomView } from './roomView'
import './session.css'
import { StatusLine } from './StatusLine'
import { TopBar } from './TopBar'
import { useCommands } from './useCommands'
import { useInvitation } from './useInvitation'
import { useNews } from './useNews'
import { useOutputPane } from './useOutputPane'
import { usePreparedRuntime } from './usePreparedRuntime'
import { useTabTitle } from './useTabTitle'
import { useUnsavedGuard } from './useUnsavedGuard'

/** On a phone, focus opens the keyboard: only a tap may do that. */
const isDesk = () => matchMedia('(min-width: 720px)').matches

interface RoomScreenProps {
  room: RoomView
  /** A banner of the way in. */
  notice: ReactNode
}

export function RoomScreen({ room, notice }: RoomScreenProps) {
  const { runs } = room
  const people = useStore(room.people)
  const files = useStore(room.files.list)
  const link = useStore(room.line)
  const active = useActive(room.presence)
  const file = useStore(room.file)
  const [pane, setPane] = useState<Pane>('code')
  const [sheet, setSheet] = useState<'keys' | 'leave' | null>(null)
  const [flash, setFlash] = useState(0)
  const [cursor] = useState(createCursor)
  const editor = useRef<Editor | null>(null)
  const news = useNews(room)
  const invitation = useInvitation(room, people)
  const unseen = useOutputPane(room, pane, setPane)
  const left = useUnsavedGuard(room.unsaved)

  const title = useStore(room.title) ?? words.room.opening
  useTabTitle(title, room.events)

  usePreparedRuntime(room, file?.language)

  const { focusPane, run, rename, forget, jump } = useCommands(room, news, {
    editor,
    left,
    onPane: setPane,
    onFlash: () => setFlash((count) => count + 1),
    onKeys: () => setSheet((open) => (open === 'keys' ? null : 'keys')),
  })

  // The sheet may close by itself: who was in it goes on in the code, not nowhere.
  const inviting = invitation.open
  const { announce } = news
  useEffect(() => {
    if (inviting === 'itself') announce(words.share.opened)
    if (!inviting && document.activeElement === document.body && isDesk()) editor.current?.focus()
  }, [inviting, announce])

  return (
    <>
      <button type="button" className="skip" onClick={() => focusPane('code')}>
        {words.room.skip}
      </button>
      <div className="app" data-pane={pane} data-role={room.me.role} data-link={link.kind}>
        <TopBar
          room={room}
          title={title}
          people={people}
          active={active}
          flash={flash}
          invitation={invitation}
          onRename={rename}
          onCopied={news.copied}
          onPeople={() => focusPane('people')}
        />
        <RoomBanners room={room}>{notice}</RoomBanners>
        <Desk
          room={room}
          title={title}
          people={people}
          files={files}
          file={file}
          active={active}
          cursor={cursor}
          onEditor={(next) => {
            editor.current = next
          }}
          onRun={run}
          onRefused={news.refuse}
          onSaid={news.announce}
          onJump={jump}
          onInvite={invitation.toggle}
          onLeave={() => setSheet('leave')}
        />
        <footer className="foot">
          <StatusLine
            line={room.line}
            role={room.me.role}
            permissions={room.permissions}
            file={file}
            cursor={cursor}
            onKeys={() => setSheet('keys')}
          />
          <Dock
            runs={runs}
            permissions={room.permissions}
            language={file?.language}
            pane={pane}
            unseen={unseen}
            onRun={run}
            onPane={setPane}
          />
        </footer>
      </div>
      {sheet === 'keys' && <KeySheet onClose={() => setSheet(null)} />}
      {sheet === 'leave' && (
        <LeaveDialog
          permissions={room.permissions}
          links={room.me.links}
          onForget={forget}
          onClose={() => setSheet(null)}
        />
      )}
      <Toasts items={news.toasts} onDone={news.dismiss} />
      <div className="sr" role="status" aria-live="polite">
        <span key={news.said.id}>{news.said.text}</span>
      </div>
    </>
  )
}
