/* The editor of letterheads and templates works without this file: the button “Preview” does the same. It asks for a
   new preview when something was changed, one at a time, and jumps to the line that a message is about. */
(function () {
  'use strict';

  const preview = document.getElementById('colo-preview');
  const form = document.querySelector('form.object-edit');
  if (!preview || !form) return;
  const busy = document.querySelector('[data-colo-busy]');
  const WAIT = 600;
  let timer = null;
  let underWay = false;
  let isStale = false;

  async function refresh() {
    if (underWay) { isStale = true; return; }
    underWay = true;
    isStale = false;
    busy.hidden = false;
    try {
      const answer = await fetch(preview.dataset.coloUrl, {
        method: 'POST', body: new FormData(form), credentials: 'same-origin', redirect: 'error',
      });
      if (!answer.ok) throw new Error(String(answer.status));
      const html = await answer.text();
      if (!isStale) preview.innerHTML = html;
    } catch (error) {
      const words = document.createElement('p');
      words.className = 'alert alert-warning';
      words.textContent = preview.dataset.coloFailed;
      preview.replaceChildren(words);
    } finally {
      underWay = false;
      busy.hidden = true;
      if (isStale) refresh();
    }
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(refresh, WAIT);
  }

  function goToLine(text, number) {
    const lines = text.value.split('\n');
    const start = lines.slice(0, number - 1).join('\n').length + (number > 1 ? 1 : 0);
    text.focus();
    text.setSelectionRange(start, start + (lines[number - 1] || '').length);
    text.scrollTop = Math.max(0, (number - 5) * (text.scrollHeight / lines.length));
  }

  form.addEventListener('input', later);
  form.addEventListener('change', later);
  document.addEventListener('htmx:afterSettle', later);
  document.addEventListener('click', function (event) {
    const line = event.target.closest('[data-colo-line]');
    const source = document.querySelector('textarea.colo-source');
    if (line && source) {
      event.preventDefault();
      goToLine(source, Number(line.dataset.coloLine));
    }
    const asking = event.target.closest('[data-colo-confirm]');
    if (asking && source && source.value.trim() && !window.confirm(asking.dataset.coloConfirm)) event.preventDefault();
  });
  refresh();
})();
