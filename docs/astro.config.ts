import { fileURLToPath } from 'node:url'
import starlight from '@astrojs/starlight'
import { defineConfig, passthroughImageService } from 'astro/config'
import starlightLinksValidator from 'starlight-links-validator'
import starlightTypeDoc, { typeDocSidebarGroup } from 'starlight-typedoc'
import { writeApiEntries } from './apiEntries.ts'

const api = writeApiEntries(new URL('..', import.meta.url))

export default defineConfig({
  image: { service: passthroughImageService() },
  // The live page runs the packages' sources, as their tests do: the site never shows an older build.
  vite: {
    resolve: { conditions: ['@gradus/source', 'browser', 'module', 'import', 'default'] },
    worker: { format: 'es' },
    // One folder up are the packages.
    server: { fs: { allow: ['..'] } },
  },
  integrations: [
    starlight({
      title: 'Gradus',
      description: 'Train neural networks in TypeScript with pure functions over immutable values.',
      logo: { src: './src/assets/logo.svg' },
      favicon: '/favicon.svg',
      customCss: ['./src/styles/site.css'],
      credits: false,
      plugins: [
        starlightTypeDoc({
          entryPoints: [...api.entryPoints],
          tsconfig: './tsconfig.api.json',
          output: 'api',
          sidebar: { label: 'API', collapsed: true },
          typeDoc: {
            excludeInternal: true,
            excludePrivate: true,
            sort: ['source-order'],
            disableSources: true,
            readme: api.readme,
            name: 'API reference',
            plugin: [fileURLToPath(new URL('typedocNames.ts', import.meta.url))],
            groupOrder: ['Functions', 'Variables', 'Namespaces', 'Classes', 'Interfaces', 'Type Aliases'],
            skipErrorChecking: true,
            validation: {
              notExported: false,
              invalidLink: false,
              rewrittenLink: false,
              notDocumented: false,
            },
            // Longer unions and signatures read better one part to a line.
            useCodeBlocks: true,
            parametersFormat: 'table',
            interfacePropertiesFormat: 'list',
          },
        }),
        // fp-ts's own docstring of `pipe` points at a neighbour that is not on our pages.
        starlightLinksValidator({ errorOnRelativeLinks: false, exclude: ['#flow'] }),
      ],
      sidebar: [
        { label: 'Start here', items: ['index', 'live/digits'] },
        {
          label: 'Guides',
          items: [
            'guides/install',
            'guides/model-is-a-pipe',
            'guides/sequences',
            'guides/convolutions',
            'guides/models-and-transfer',
            'guides/normalization',
            'guides/regularization',
            'guides/element-types',
            'guides/linear-algebra',
            'guides/derivatives',
            'guides/programs',
            'guides/engine',
            'guides/minimizers',
            'guides/many-examples',
            'guides/accuracy',
            'guides/performance',
          ],
        },
        typeDocSidebarGroup,
      ],
    }),
  ],
})
