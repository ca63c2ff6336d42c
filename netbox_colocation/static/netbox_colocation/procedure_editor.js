/* The editor of a draft works without this file. It adds line numbers, jumps to a line, and asks before a row goes. */
(function () {
  'use strict';

  function numberLines(text) {
    const gutter = text.parentElement.querySelector('[data-colo-gutter]');
    if (!gutter) return;
    const write = function () {
      const count = text.value.split('\n').length;
      if (gutter.dataset.count === String(count)) return;
      gutter.dataset.count = String(count);
      gutter.textContent = Array.from({ length: count }, function (_, place) { return place + 1; }).join('\n');
      follow();
    };
    const follow = function () {
      gutter.style.height = text.clientHeight + 'px';
      gutter.scrollTop = text.scrollTop;
    };
    text.addEventListener('input', write);
    text.addEventListener('scroll', follow);
    new ResizeObserver(follow).observe(text);
    write();
  }

  function goToLine(text, number) {
    const lines = text.value.split('\n');
    const start = lines.slice(0, number - 1).join('\n').length + (number > 1 ? 1 : 0);
    text.focus();
    text.setSelectionRange(start, start + (lines[number - 1] || '').length);
    text.scrollTop = Math.max(0, (number - 5) * (text.scrollHeight / lines.length));
  }

  const source = document.querySelector('textarea.colo-source');
  if (source) numberLines(source);

  document.addEventListener('click', function (event) {
    const line = event.target.closest('[data-colo-line]');
    if (line && source) {
      event.preventDefault();
      goToLine(source, Number(line.dataset.coloLine));
    }
    const asking = event.target.closest('[data-colo-confirm]');
    if (asking && !window.confirm(asking.dataset.coloConfirm)) event.preventDefault();
  });
})();
