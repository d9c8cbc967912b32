import { Chair } from '../ui/Brand'
import { landing as words } from '../ui/words'

const seats = [
  { colour: 4, name: 'Noor' },
  { colour: 7, name: 'Mara' },
  { colour: 2, name: 'Ife' },
  { colour: 1 },
  { colour: 6 },
  { colour: 5 },
  { colour: 3 },
  { colour: 8 },
]

export const Chairs = () => (
  <ul className="chairs" aria-label={words.chairs}>
    {seats.map(({ colour, name }) => (
      <li key={colour} className={`chair c${colour} ${name ? '' : 'chair--empty'}`}>
        <Chair taken={name !== undefined} />
        <span>{name ?? words.free}</span>
      </li>
    ))}
  </ul>
)
