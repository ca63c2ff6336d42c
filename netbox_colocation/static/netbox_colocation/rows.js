/* Rows in a form: adds one, takes one away. Without this file there are a few empty rows, and a box to leave one out. */
(function () {
  'use strict';

  function nextNumber(rows) {
    const numbers = Array.from(rows.querySelectorAll('[data-colo-row] [name]'), function (field) {
      const found = field.name.match(/-(\d+)-\w+$/);
      return found ? Number(found[1]) + 1 : 0;
    });
    return Math.max(0, ...numbers);
  }

  function addRow(rows) {
    const template = rows.querySelector('template');
    const copy = document.createElement('div');
    copy.innerHTML = template.innerHTML.replaceAll('__number__', String(nextNumber(rows)));
    const row = copy.firstElementChild;
    template.before(row);
    prepare(row);
    row.querySelector('input:not([type=hidden])').focus();
  }

  function isEmpty(row) {
    return Array.from(row.querySelectorAll('input')).every(function (field) {
      return field.type === 'checkbox' || field.type === 'number' || !field.value;
    });
  }

  /* The box that leaves a row out becomes a button: a new row goes at once, a stored one when the form is saved. */
  function prepare(row) {
    const label = row.querySelector('[data-colo-leave-out]');
    const box = label.querySelector('input[type=checkbox]');  // NetBox puts a hidden input before it
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'btn btn-sm btn-ghost-danger align-self-start mt-1';
    button.textContent = label.textContent.trim();
    button.addEventListener('click', function () {
      const rows = row.closest('[data-colo-rows]');
      box.checked = true;
      if (row.querySelector('input[name$="-id"]').value) { row.hidden = true; } else { row.remove(); }
      rows.querySelector('[data-colo-add]').focus();
    });
    label.hidden = true;
    label.after(button);
  }

  document.querySelectorAll('[data-colo-rows]').forEach(function (rows) {
    const all = Array.from(rows.querySelectorAll('[data-colo-row]'));
    all.forEach(function (row, place) {
      if (place && isEmpty(row)) { row.remove(); } else { prepare(row); }
    });
    const add = rows.querySelector('[data-colo-add]');
    add.hidden = false;
    add.addEventListener('click', function () { addRow(rows); });
  });
})();
