// French where Streamlit speaks English, and typed text saved while typing.
(() => {
  const doc = document;
  doc.documentElement.lang = 'fr';
  if (window.prelectureFrame) return;
  window.prelectureFrame = true;
  const words = new Map(Object.entries({
    'Upload': 'Choisir un fichier', 'Browse files': 'Choisir des fichiers', 'Drag and drop file here': 'Déposez le fichier ici',
    'Drag and drop files here': 'Déposez les fichiers ici', 'Upload directory': 'Choisir un dossier', 'Upload directories': 'Choisir un dossier', 'Upload folder': 'Choisir un dossier', 'Press Enter to apply': '',
    'Press Ctrl+Enter to apply': '', 'Press ⌘+Enter to apply': '', 'Choose an option': 'Choisissez', 'Choose options': 'Choisissez',
    'No results': 'Aucun résultat', 'Loading...': 'Chargement…', 'Running...': 'En cours…', 'Stop': 'Arrêter', 'Close': 'Fermer',
    'Remove file': 'Retirer le fichier', 'Show password text': 'Montrer', 'Main menu': 'Menu', 'Show more': 'Tout montrer',
    'Drop file here': 'Déposez le fichier ici', 'Drop files here': 'Déposez les fichiers ici', 'Upload files': 'Choisir des fichiers', 'Upload file': 'Choisir un fichier',
    'Search': 'Chercher', 'Download as CSV': 'Télécharger en CSV', 'Fullscreen': 'Plein écran', 'Close fullscreen': 'Quitter le plein écran',
    'Connecting': 'Connexion', 'Add row': 'Ajouter une ligne', 'Select all': 'Tout choisir', 'Clear value': 'Vider', 'Clear all': 'Tout vider',
    'Open file browser': 'Choisir un fichier', 'Help': 'Aide', 'Info': 'Information', 'Increment value': 'Augmenter', 'Decrement value': 'Diminuer',
  }));
  const french = (text) => {
    const plain = text.trim();
    if (words.has(plain)) return text.replace(plain, words.get(plain));
    const limit = plain.match(/^(?:Limit )?([\d.]+ ?[MK]B) per file(?: • (.*))?$/);
    if (limit) return `${limit[1].replace('MB', ' Mo').replace('KB', ' Ko')} au plus par fichier${limit[2] ? ' · ' + limit[2] : ''}`;
    const help = plain.match(/^Help for (.*)$/);
    if (help) return `Aide : ${help[1]}`;
    return null;
  };
  const translate = (node) => {
    if (node.nodeType === 3) {
      const found = french(node.nodeValue);
      if (found !== null && found !== node.nodeValue) node.nodeValue = found;
      return;
    }
    if (node.nodeType !== 1 || node.closest('.pv-text')) return;
    for (const name of ['aria-label', 'title', 'placeholder']) {
      const value = node.getAttribute(name);
      const found = value && french(value);
      if (found && found !== value) node.setAttribute(name, found);
    }
    node.childNodes.forEach(translate);
  };
  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === 'characterData') translate(change.target);
      change.addedNodes.forEach(translate);
    }
    if (doc.documentElement.lang !== 'fr') doc.documentElement.lang = 'fr';
  }).observe(doc.body, { childList: true, subtree: true, characterData: true });
  translate(doc.body);

  // Streamlit sends a text field when it is left; a refresh before that would lose what was typed.
  const waiting = new WeakMap();
  doc.addEventListener('input', (event) => {
    const field = event.target;
    if (!field.closest?.('[class*="st-key-saved-"]') || !field.matches('textarea, input[type="text"]')) return;
    clearTimeout(waiting.get(field));
    waiting.set(field, setTimeout(() => {
      const commit = field.matches('textarea') ? { key: 'Enter', ctrlKey: true } : { key: 'Enter' };
      field.dispatchEvent(new KeyboardEvent('keydown', { ...commit, code: 'Enter', bubbles: true, cancelable: true }));
    }, 700));
  }, true);
})();
