// One page as a picture, its text laid over it for selection and screen readers, quotes highlighted.
const state = new Map();

export default function ({ data, parentElement, setTriggerValue, key }) {
  const memory = state.get(key) ?? { zoom: 1 };
  state.set(key, memory);
  const root = parentElement.querySelector('.pv');
  if (memory.drawn === data.version && root.dataset.drawn === data.version) return;
  memory.drawn = root.dataset.drawn = data.version;
  const t = data.words;
  root.setAttribute('aria-label', t.region);
  root.replaceChildren();
  if (!data.image) {
    const note = make('p', 'pv-empty', root);
    note.textContent = data.empty;
    return;
  }

  const bar = make('div', 'pv-bar', root);
  button(bar, '‹', t.previous, () => setTriggerValue('page', data.page - 1), data.page <= 1);
  const where = make('span', 'pv-where', bar);
  where.textContent = data.where;
  button(bar, '›', t.next, () => setTriggerValue('page', data.page + 1), data.page >= data.count);
  button(bar, '−', t.smaller, () => zoom(-0.25));
  button(bar, '+', t.larger, () => zoom(0.25));
  const note = make('span', 'pv-note', bar);
  note.textContent = data.note;

  const scroll = make('div', 'pv-scroll', root);
  scroll.tabIndex = 0;
  scroll.setAttribute('role', 'group');
  scroll.setAttribute('aria-label', data.alt);
  const page = make('div', 'pv-page', scroll);
  page.style.aspectRatio = String(data.ratio);
  const image = make('img', '', page);
  image.alt = data.alt;
  image.src = data.image;
  image.draggable = false;
  for (const mark of data.marks) {
    mark.boxes.forEach((box, i) => {
      const shape = make('div', `pv-mark is-${mark.kind}${mark.current ? ' is-current' : ''}`, page);
      place(shape, box);
      if (i) return;
      const tag = make('button', `pv-tag${mark.current ? ' is-current' : ''}`, page);
      tag.type = 'button';
      tag.textContent = mark.tag;
      tag.setAttribute('aria-label', mark.label);
      tag.style.top = `calc(${box[1] * 100}% - 3px)`;
      tag.onclick = () => setTriggerValue('pick', mark.id);
    });
  }
  const layer = make('div', 'pv-text', page);
  const probe = document.createElement('canvas').getContext('2d');
  probe.font = '100px sans-serif';
  for (const [text, box] of data.lines) {
    const line = make('span', 'pv-line', layer);
    line.textContent = text + ' ';
    line.style.left = `${box[0] * 100}%`;
    line.style.top = `${box[1] * 100}%`;
    // 100 cqw is the page's width: the text follows the zoom without being measured again.
    const size = (box[3] / data.ratio) * 100;
    line.style.fontFamily = 'sans-serif';
    line.style.fontSize = `${size}cqw`;
    const natural = (probe.measureText(text).width / 100) * size;
    line.style.transform = natural ? `scaleX(${(box[2] * 100) / natural})` : '';
  }

  function zoom(step) {
    memory.zoom = Math.min(2.5, Math.max(0.75, memory.zoom + step));
    page.style.width = `${memory.zoom * 100}%`;
  }
  zoom(0);

  const current = page.querySelector('.pv-mark.is-current');
  if (current) {
    const top = current.offsetTop - scroll.clientHeight / 3;
    scroll.scrollTo({ top: Math.max(0, top), left: 0 });
  } else if (memory.page === data.page) {
    scroll.scrollTop = memory.top ?? 0;
  }
  memory.page = data.page;
  scroll.onscroll = () => { memory.top = scroll.scrollTop; };

  if (!data.selectable) return;
  let add = null;
  const offer = () => {
    add?.remove();
    add = null;
    const chosen = document.getSelection();
    const text = chosen ? String(chosen).replace(/\s+/g, ' ').trim() : '';
    if (text.length < 3 || !layer.contains(chosen.anchorNode) || !layer.contains(chosen.focusNode)) return;
    const area = chosen.getRangeAt(0).getBoundingClientRect();
    const frame = root.getBoundingClientRect();
    add = make('button', 'pv-add', root);
    add.type = 'button';
    add.textContent = t.add;
    add.style.top = `${Math.min(frame.height - 44, Math.max(44, area.bottom - frame.top + 8))}px`;
    add.style.left = `${Math.max(8, Math.min(frame.width - 220, area.left - frame.left))}px`;
    add.onmousedown = (event) => event.preventDefault();
    add.onclick = () => {
      setTriggerValue('quote', { text, page: data.page });
      document.getSelection().removeAllRanges();
      add.remove();
    };
  };
  layer.onmouseup = () => setTimeout(offer);
  layer.ontouchend = () => setTimeout(offer, 300);
}

function make(name, style, parent) {
  const element = document.createElement(name);
  if (style) element.className = style;
  parent.appendChild(element);
  return element;
}

function button(parent, sign, label, action, disabled = false) {
  const element = make('button', '', parent);
  element.type = 'button';
  element.textContent = sign;
  element.setAttribute('aria-label', label);
  element.title = label;
  element.disabled = disabled;
  element.onclick = action;
}

function place(element, box) {
  element.style.left = `${box[0] * 100}%`;
  element.style.top = `${box[1] * 100}%`;
  element.style.width = `${box[2] * 100}%`;
  element.style.height = `${box[3] * 100}%`;
}
