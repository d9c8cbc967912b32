import type { Permission } from '../sync/messages/session'
import type { Store } from '../sync/store'
import { Dialog } from '../ui/Dialog'
import { room as words } from '../ui/words'
import { useMay } from './useMay'

interface LeaveDialogProps {
  permissions: Store<readonly Permission[]>
  onForget: () => Promise<void>
  onClose: () => void
}

/** Cannot be undone on this device, so it asks; the safe answer has the focus. */
export function LeaveDialog({ permissions, onForget, onClose }: LeaveDialogProps) {
  const leads = useMay(permissions, 'manage')
  const leave = async () => {
    await onForget()
    history.replaceState(null, '', '/')
    location.assign('/')
  }
  return (
    <Dialog title={words.leaveTitle} tone="red" onClose={onClose}>
      <div className="body">
        <p>{words.leaveSay}</p>
        {leads && <p className="t-pink">{words.leaveHost}</p>}
      </div>
      <footer>
        {/* biome-ignore lint/a11y/noAutofocus: a dialog starts on its safe answer */}
        <button type="button" className="btn" autoFocus onClick={onClose}>
          {words.leaveStay}
        </button>
        <button type="button" className="btn btn--red" onClick={() => void leave()}>
          {words.leaveGo}
        </button>
      </footer>
    </Dialog>
  )
}
