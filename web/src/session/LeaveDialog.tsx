import type { Links } from '../api/client'
import { shortOf } from '../api/link'
import type { Permission } from '../sync/messages/session'
import type { Store } from '../sync/store'
import { CopyLine } from '../ui/CopyLine'
import { Dialog } from '../ui/Dialog'
import { words } from '../ui/words'
import { useMay } from './useMay'

interface LeaveDialogProps {
  permissions: Store<readonly Permission[]>
  links: Links
  onForget: () => Promise<void>
  onClose: () => void
}

/** Cannot be undone on this device, so it asks; the safe answer has the focus. */
export function LeaveDialog({ permissions, links, onForget, onClose }: LeaveDialogProps) {
  const leads = useMay(permissions, 'manage')
  const leave = async () => {
    await onForget()
    history.replaceState(null, '', '/')
    location.assign('/')
  }
  return (
    <Dialog title={words.room.leaveTitle} tone="red" onClose={onClose}>
      <div className="body">
        <p>{words.room.leaveSay}</p>
        {leads && links.host && (
          <>
            <p className="t-pink">{words.room.leaveHost}</p>
            <CopyLine
              text={links.host}
              shown={shortOf(links.host)}
              label={words.share.copyLabel.host}
              className="btn--pink"
            />
          </>
        )}
      </div>
      <footer>
        {/* biome-ignore lint/a11y/noAutofocus: a dialog starts on its safe answer */}
        <button type="button" className="btn" autoFocus onClick={onClose}>
          {words.room.leaveStay}
        </button>
        <button type="button" className="btn btn--red" onClick={() => void leave()}>
          {words.room.leaveGo}
        </button>
      </footer>
    </Dialog>
  )
}
