// Builds the site without telling anyone: Astro's telemetry is switched off before Astro is loaded.
process.env['ASTRO_TELEMETRY_DISABLED'] = '1'
const { build } = await import('astro')
await build({})

export {}
