import { useState } from 'react'
import type { Role } from '../api/client'
import type { OtherLink } from '../entry/way'
import { Banner } from '../ui/Banner'
import { words } from '../ui/words'

interface OtherRoleProps {
  mine: Role
  link: OtherLink
  onOpen: () => void
}

/** Somebody who is in the room opened a link that gives less: perhaps to look at what others see, perhaps by mistake. */
export function OtherRole({ mine, link, onOpen }: OtherRoleProps) {
  const [open, setOpen] = useState(true)
  if (!open) return null
  const { connection, said } = words
  const me = said.roleWord[mine]
  return (
    <Banner
      tone="cyan"
      icon="info"
      actions={
        <>
          <button type="button" className="btn btn--sm" onClick={onOpen}>
            {connection.openAs[link.role]}
          </button>
          <button type="button" className="btn btn--sm" onClick={() => setOpen(false)}>
            {connection.stay(me)}
          </button>
        </>
      }
    >
      {connection.other[link.role](me)}
    </Banner>
  )
}
