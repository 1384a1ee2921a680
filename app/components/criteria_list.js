// The criteria by block, as real buttons; arrow keys move between them, Enter opens one.
export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector('.cl');
  root.setAttribute('aria-label', data.label);
  const focused = root.contains(document.activeElement) ? document.activeElement.dataset.id : null;
  root.replaceChildren();
  if (!data.groups.length) add('p', 'cl-none', root, data.none);
  for (const group of data.groups) {
    add('h3', '', root, group.title);
    const list = add('ul', '', root);
    for (const item of group.items) {
      const button = add('button', '', add('li', '', list));
      button.type = 'button';
      button.dataset.id = item.id;
      if (item.id === data.current) button.setAttribute('aria-current', 'true');
      const sign = add('span', `cl-sign is-${item.status}`, button);
      sign.setAttribute('aria-hidden', 'true');
      // The sign is a drawing of ours, never text from a dossier.
      sign.innerHTML = item.sign;
      add('span', 'cl-code', button, item.code);
      add('span', 'cl-done', button, item.done);
      add('span', 'cl-text', button, item.text);
      add('span', `cl-status is-${item.status}`, button, item.words);
      button.onclick = () => {
        root.querySelector('[aria-current]')?.removeAttribute('aria-current');
        button.setAttribute('aria-current', 'true');
        setTriggerValue('chosen', item.id);
      };
    }
  }
  root.onkeydown = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const buttons = [...root.querySelectorAll('button')];
    const next = buttons[buttons.indexOf(document.activeElement) + step];
    if (next) { event.preventDefault(); next.focus(); }
  };
  if (focused) root.querySelector(`[data-id="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  const current = root.querySelector('[aria-current]');
  if (current && root.dataset.current !== data.current) {
    // Only the list scrolls, never the page under the reader.
    const frame = root.closest('[data-scroll]') ?? findScroller(root);
    if (frame) {
      const box = current.getBoundingClientRect(), view = frame.getBoundingClientRect();
      if (box.top < view.top || box.bottom > view.bottom) frame.scrollTop += box.top - view.top - view.height / 3;
    }
  }
  root.dataset.current = data.current ?? '';
}

function findScroller(element) {
  for (let node = element.parentElement; node && node !== document.body; node = node.parentElement) {
    if (node.scrollHeight > node.clientHeight + 4 && getComputedStyle(node).overflowY === 'auto') return node;
  }
  return null;
}

function add(name, style, parent, text = '') {
  const element = document.createElement(name);
  if (style) element.className = style;
  element.textContent = text;
  parent.appendChild(element);
  return element;
}
