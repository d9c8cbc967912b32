import { RUN_MS } from '../messages'
import { defineLanguage } from '../runtime'

export default defineLanguage({
  from: null,
  pack: { modules: [], files: [], built: [] },
  interrupt: false,
  limits: { startMs: 15_000, runMs: RUN_MS },
})
