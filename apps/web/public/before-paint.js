// Runs before the first paint and before any module.
(() => {
  // The page's content policy forbids code from text, and zod would try it once; this tells it not to.
  globalThis.__zod_globalConfig = { jitless: true };

  // A dark page must never flash white. The key is Mantine's own.
  let chosen = null;
  try {
    chosen = localStorage.getItem('mantine-color-scheme-value');
  } catch {
    // Storage is refused: the system's choice holds.
  }
  const dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
})();
