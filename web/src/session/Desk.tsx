import { useMemo } from 'react'
import { Console } from '../console/Console'
import type { FileInfo } from '../document/files'
import type { Editor } from '../editor/createEditor'
import { People } from '../people/People'
import type { Participant } from '../sync/messages/people'
import type { WritableStore } from '../sync/store'
import { throttled } from '../sync/throttle'
import { Split } from '../ui/Split'
import { useStore } from '../ui/useStore'
import { words } from '../ui/words'
import { CodePanel } from './CodePanel'
import type { CursorPlace } from './cursor'
import type { RoomView } from './roomView'
import { useMay } from './useMay'

const PEERS_MS = 250

interface DeskProps {
  room: RoomView
  title: string
  people: readonly Participant[]
  files: readonly FileInfo[]
  file: FileInfo | undefined
  active: ReadonlySet<string>
  cursor: WritableStore<CursorPlace>
  onEditor: (editor: Editor | null) => void
  onRun: () => void
  onRefused: (sentence: string) => void
  onSaid: (sentence: string) => void
  onJump: (name: string, line: number) => void
  onInvite: () => void
  onLeave: () => void
}

/** What people work at: the code, the console and who is here, with the splits between them. */
export function Desk(props: DeskProps) {
  const { room, title, people, files, file, active, cursor } = props
  const mayRun = useMay(room.permissions, 'run')
  const offline = useStore(room.line).kind === 'offline'
  const peers = useStore(useMemo(() => throttled(room.presence.peers, PEERS_MS), [room]))
  return (
    <main className="desk">
      <h1 className="sr">{title}</h1>
      <CodePanel
        room={room}
        files={files}
        file={file}
        peers={peers}
        cursor={cursor}
        onEditor={props.onEditor}
        onRun={props.onRun}
        onRefused={props.onRefused}
        onSaid={props.onSaid}
      />
      <Split property="--col-out" label={words.room.widthOfConsole} orientation="vertical" min={300} max={760} />
      <div className="p-side">
        <Console runs={room.runs} people={room.people} mayRun={mayRun} onJump={props.onJump} onSaid={props.onSaid} />
        <Split property="--row-people" label={words.room.heightOfPeople} orientation="horizontal" min={92} max={520} />
        <People
          people={people}
          peers={peers}
          files={files}
          me={room.me.id}
          ownFile={file?.name}
          active={active}
          offline={offline}
          onInvite={props.onInvite}
          inviteLabel={words.room.inviteLabel}
          own={
            <button type="button" className="btn btn--sm" aria-label={words.room.leave} onClick={props.onLeave}>
              {words.room.leaveShort}
            </button>
          }
        />
      </div>
    </main>
  )
}
