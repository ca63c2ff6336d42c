/* Keys of the inbox. Without it the page works by tabbing and clicking; nothing here sends what a button would not. */
(function () {
  'use strict';

  function rows() {
    return Array.from(document.querySelectorAll('#inbox-table tbody tr[data-task]'));
  }

  function current() {
    const active = document.activeElement;
    return active ? active.closest('#inbox-table tbody tr[data-task]') : null;
  }

  function move(step) {
    const all = rows();
    if (!all.length) { return; }
    const place = all.indexOf(current());
    const next = place < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, place + step));
    all[next].focus();
    all[next].scrollIntoView({ block: 'nearest' });
  }

  function press(row, selector) {
    const target = row ? row.querySelector(selector) : null;
    if (target) { target.click(); row.focus(); }
  }

  function isTyping(target) {
    return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) && target.type !== 'checkbox';
  }

  const keys = {
    j: function () { move(1); },
    ArrowDown: function () { move(1); },
    k: function () { move(-1); },
    ArrowUp: function () { move(-1); },
    x: function () { press(current(), 'input[type=checkbox]'); },
    c: function () { press(current(), '.colo-claim'); },
    '?': function () { const line = document.getElementById('inbox-keys'); if (line) { line.hidden = !line.hidden; } },
  };

  const hint = document.getElementById('inbox-hint');
  if (hint) { hint.hidden = false; }

  document.addEventListener('keydown', function (event) {
    if (!document.getElementById('inbox-table') || event.ctrlKey || event.altKey || event.metaKey) { return; }
    if (isTyping(event.target)) { return; }
    if (event.key === 'Enter') {
      // On a link or a button Enter is that one's own.
      if (event.target.matches('tr[data-task]')) { event.preventDefault(); press(event.target, '.colo-open'); }
      return;
    }
    const act = keys[event.key];
    if (!act || event.key.startsWith('Arrow') && !current()) { return; }  // arrows scroll until a row is chosen
    event.preventDefault();
    act();
  });
})();
