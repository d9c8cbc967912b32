import { RUN_MS } from '../messages'
import { defineLanguage } from '../runtime'

export default defineLanguage({
  from: { npm: 'pyodide@314.0.7', licence: 'MPL-2.0', notices: ['PSF-2.0'] },
  pack: { modules: ['pyodide.asm.wasm'], files: ['python_stdlib.zip'], built: ['snapshot.bin'] },
  interrupt: true,
  limits: { startMs: 15_000, runMs: RUN_MS },
})
