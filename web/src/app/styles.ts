// The order is the cascade: tokens name the layers, the parts fill them, the page's own rules come last in each.
import '../ui/tokens.css'
import '../ui/icons.css'
import '../ui/components.css'
import '../ui/page.css'
