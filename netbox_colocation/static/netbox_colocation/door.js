/* The door. Without it everything works; it keeps the clock and the list fresh, and reads QR codes with the camera. */
(function () {
  'use strict';

  const MINUTE = 60000;
  const search = document.getElementById('id_q');

  /* The time of the room, like every other time of the page: the tablet may think that it is elsewhere, or go wrong. */
  function tick() {
    const seconds = Math.floor(performance.now() / 1000);
    for (const clock of document.querySelectorAll('[data-colo-clock]')) {
      const [hours, minutes, start] = clock.dataset.coloClock.split(':').map(Number);
      const minute = Math.floor((hours * 3600 + minutes * 60 + start + seconds) / 60) % 1440;
      clock.textContent = [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0')).join(':');
    }
  }

  /* The list is read again while nobody types or has opened something in it. */
  async function refresh(list) {
    const isBusy = document.hidden || (search && search.value) || list.contains(document.activeElement) || list.querySelector('details[open]');
    if (isBusy) { return; }
    try {
      const answer = await fetch(window.location.href, { credentials: 'same-origin' });
      if (!answer.ok || answer.redirected) { return; }
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const fresh = page.getElementById('door-list');
      if (fresh) { list.replaceChildren(...fresh.childNodes); }
    } catch (_error) { /* the next minute tries again */ }
  }

  function readCodes(button) {
    const viewer = document.querySelector('[data-colo-viewer]');
    const video = viewer.querySelector('video');
    const text = viewer.querySelector('[data-colo-camera-text]');
    const detector = new window.BarcodeDetector({ formats: ['qr_code'] });
    let stream = null;

    function stop() {
      if (stream) { stream.getTracks().forEach((track) => track.stop()); }
      stream = null;
      viewer.hidden = true;
      button.focus();
    }

    async function look() {
      if (!stream) { return; }
      try {
        const codes = await detector.detect(video);
        if (codes.length && codes[0].rawValue) {
          search.value = codes[0].rawValue;
          stop();
          search.form.requestSubmit();
          return;
        }
      } catch (_error) { /* no picture yet */ }
      window.setTimeout(look, 200);
    }

    button.addEventListener('click', async () => {
      viewer.hidden = false;
      try {
        stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
        video.srcObject = stream;
        await video.play();
        look();
      } catch (_error) {
        text.textContent = text.dataset.blocked;
      }
    });
    viewer.querySelector('[data-colo-camera-stop]').addEventListener('click', stop);
    button.hidden = false;
  }

  document.addEventListener('DOMContentLoaded', () => {
    tick();
    window.setInterval(tick, MINUTE / 6);
    /* NetBox goes to the first field that is wrong; where none is, to the reasons. */
    const refusal = document.getElementById('refusal');
    if (refusal && !document.querySelector('[aria-invalid]')) { refusal.focus(); }
    const list = document.querySelector('[data-colo-live]');
    if (list && Number(list.dataset.coloLive)) {
      window.setInterval(() => refresh(list), Number(list.dataset.coloLive) * 1000);
    }
    const button = document.querySelector('[data-colo-camera]');
    if (button && 'BarcodeDetector' in window && navigator.mediaDevices) { readCodes(button); }
    /* One tap is one act: a second press while the first is on its way does nothing. */
    for (const form of document.querySelectorAll('form[method=post]')) {
      form.addEventListener('submit', (event) => {
        if (form.dataset.coloSent) { event.preventDefault(); return; }
        form.dataset.coloSent = '1';
      });
    }
    window.addEventListener('pageshow', () => {
      for (const form of document.querySelectorAll('form[data-colo-sent]')) { delete form.dataset.coloSent; }
    });
  });
}());
