/* Keys between the days of the month. Without it the page works by tabbing and clicking. */
(function () {
  'use strict';
  const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
  const ways = { PageUp: 'prev', PageDown: 'next' };

  document.addEventListener('keydown', function (event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) { return; }
    const here = event.target.closest ? event.target.closest('.colo-month .colo-day') : null;
    if (!here) { return; }
    const way = ways[event.key] && document.querySelector('.colo-schedule-ways [rel=' + ways[event.key] + ']');
    if (way) { event.preventDefault(); way.click(); return; }
    if (!(event.key in steps)) { return; }
    // Those that a phone hides are passed over.
    const days = Array.from(document.querySelectorAll('.colo-month .colo-day'));
    const isNarrow = getComputedStyle(here.closest('tr')).display === 'block';
    const shown = isNarrow ? days.filter(function (day) { return day.offsetParent !== null; }) : days;
    const step = isNarrow ? Math.sign(steps[event.key]) : steps[event.key];
    const next = shown[shown.indexOf(here) + step];
    event.preventDefault();
    if (next) { next.focus(); }
  });
})();
