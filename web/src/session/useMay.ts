import type { Permission } from '../sync/messages/session'
import type { Store } from '../sync/store'
import { useStore } from '../ui/useStore'

/** Followed: permissions can change while one is in the room. */
export function useMay(permissions: Store<readonly Permission[]>, permission: Permission): boolean {
  return useStore(permissions).includes(permission)
}
