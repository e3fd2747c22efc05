// Icons of pages and devices, drawn on 16 by 16.

import { svg } from './vendor/lit-html/lit-html.js';

const PATHS = /** @type {Record<string, string>} */ ({
  overview: 'M2 2h5v6H2zM9 2h5v3H9zM9 7h5v7H9zM2 10h5v4H2z',
  'operation-logs': 'M3 3h10M3 8h10M3 13h6',
  'data-changes': 'M2 3h12v10H2zM2 6.500h12M6.500 6.500V13M9 10.500h3M10.500 9v3',
  'login-logs': 'M6 2h7v12H6M2 8h7M6.500 5.500 9 8l-2.500 2.500',
  'online-users': 'M8 8a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM2.500 14a5.500 5.500 0 0 1 11 0',
  DESKTOP: 'M2 3h12v8H2zM6 14h4M8 11v3',
  PHONE: 'M5 1.500h6v13H5zM7.500 12.500h1',
  TABLET: 'M3 1.500h10v13H3zM7.500 12.500h1',
  ROBOT: 'M3 6h10v7H3zM8 3v3M6 9h.010M10 9h.010',
  OTHER: 'M6 6a2 2 0 1 1 2.500 2v1.500M8.500 12.500h.010',
  settings:
    'M2 4.500h7M12 4.500h2M2 11.500h2M7 11.500h7M10.500 6a1.500 1.500 0 1 0 0-3 1.500 1.500 0 0 0 0 3z' +
    'M5.500 13a1.500 1.500 0 1 0 0-3 1.500 1.500 0 0 0 0 3z',
  search: 'M7 12a5 5 0 1 0 0-10 5 5 0 0 0 0 10zM10.800 10.800 14 14',
  link: 'M9 2h5v5M14 2 7.500 8.500M6 3H2v11h11v-4',
  backups: 'M3 4c0-2.600 10-2.600 10 0v8c0 2.600-10 2.600-10 0zM3 4c0 2.600 10 2.600 10 0M3 8c0 2.600 10 2.600 10 0',
});

/** @param {string} of a page, or a class of devices */
export const icon = (of) =>
  svg`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d=${PATHS[of] ?? ''}></path></svg>`;
