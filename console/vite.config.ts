import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vite'

// Nothing is inlined: the content policy allows our own files only, and no data: addresses.
export default defineConfig({
  plugins: [svelte()],
  build: {
    outDir: 'target/classes/dev/carillon/console',
    emptyOutDir: true,
    assetsDir: 'pages',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
    reportCompressedSize: false,
  },
  server: { proxy: { '^/(services|api|file|preview|thumbnail|share|setup|health|metrics)': 'http://127.0.0.1:8080' } },
})
