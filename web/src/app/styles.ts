// What every page has: the layers and their order, the base, buttons, icons, and the door that opens when drawing fails.
// Everything else is imported by the part that it is of.
import '../ui/tokens.css'
import '../ui/base.css'
import '../ui/icons.css'
import '../ui/button.css'
import '../ui/door.css'
