import type { Permission } from '../sync/messages/session'
import { useStore } from '../ui/useStore'
import type { Room } from './room'

/** `room.may`, followed: permissions can change while one is in the room. */
export function useMay(room: Room, permission: Permission): boolean {
  return useStore(room.connection.welcome)?.permissions.includes(permission) ?? false
}
