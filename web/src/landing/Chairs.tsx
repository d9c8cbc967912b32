import { Chair } from '../ui/Brand'
import { SEATS } from '../ui/seats'
import { words } from '../ui/words'
import './chairs.css'

const names = ['Noor', 'Mara', 'Ife']
const chairs = SEATS.map(({ seat }, at) => ({ seat, name: names[at] }))

export const Chairs = () => (
  <ul className="chairs" aria-label={words.landing.chairs}>
    {chairs.map(({ seat, name }) => (
      <li key={seat} className={`chair c${seat}`} data-free={name ? undefined : ''}>
        <Chair taken={name !== undefined} />
        <span>{name ?? words.landing.free}</span>
      </li>
    ))}
  </ul>
)
