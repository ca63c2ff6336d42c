/* The door. Without it everything works; it keeps the clock and the list fresh, and reads QR codes with the camera. */
(function () {
  'use strict';

  const MINUTE = 60000;
  const WIDEST = 1280;
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

  /* Where the browser reads QR codes itself, it does; where it cannot, the server reads a picture of what the camera sees. */
  async function findDetector() {
    try {
      const formats = await window.BarcodeDetector.getSupportedFormats();
      return formats.includes('qr_code') ? new window.BarcodeDetector({ formats: ['qr_code'] }) : null;
    } catch (_error) { return null; }
  }

  function drawFrame(video) {
    const scale = Math.min(1, WIDEST / video.videoWidth);
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(video.videoWidth * scale);
    canvas.height = Math.round(video.videoHeight * scale);
    canvas.getContext('2d').drawImage(video, 0, 0, canvas.width, canvas.height);
    return new Promise((resolve) => { canvas.toBlob(resolve, 'image/jpeg', 0.85); });
  }

  /* Returns the address of the visit, or what is to be told; '' where no code is in the picture. */
  async function askServer(form, frame) {
    const body = new FormData();
    body.append('picture', frame, 'code.jpg');
    const token = form.elements.csrfmiddlewaretoken.value;
    const answer = await fetch(form.action, { method: 'POST', body, credentials: 'same-origin', headers: { Accept: 'application/json', 'X-CSRFToken': token } });
    if (!(answer.headers.get('Content-Type') || '').includes('json')) { throw new Error(String(answer.status)); }
    const said = await answer.json();
    return { url: said.url || '', message: said.code === 'no-code' ? '' : said.message || '' };
  }

  function readCodes(button, form) {
    const viewer = document.querySelector('[data-colo-viewer]');
    const video = viewer.querySelector('video');
    const text = viewer.querySelector('[data-colo-camera-text]');
    const hint = text.textContent;
    const picture = form.elements.picture;
    let stream = null;
    let detector = null;
    let failures = 0;
    let until = 0;

    function release() {
      if (stream) { stream.getTracks().forEach((track) => track.stop()); }
      stream = null;
      video.hidden = true;
    }

    function stop() {
      release();
      viewer.hidden = true;
      button.focus();
    }

    function giveUp(words) {
      release();
      text.textContent = words;
    }

    async function lookMyself() {
      const [code] = await detector.detect(video);
      if (!code || !code.rawValue) { return false; }
      search.value = code.rawValue;
      stop();
      search.form.requestSubmit();
      return true;
    }

    async function letServerLook() {
      const { url, message } = await askServer(form, await drawFrame(video));
      failures = 0;
      if (!stream) { return true; }
      if (url) { release(); window.location.assign(url); return true; }
      text.textContent = message || hint;
      return false;
    }

    async function look() {
      if (!stream) { return; }
      if (performance.now() > until) { giveUp(text.dataset.tired); return; }
      if (video.videoWidth) {
        try {
          if (await (detector ? lookMyself() : letServerLook())) { return; }
        } catch (_error) {
          if (detector) { detector = null; } else { failures += 1; }
          if (failures > 3) { giveUp(text.dataset.lost); return; }
        }
      }
      window.setTimeout(look, detector ? 200 : 400);
    }

    async function open() {
      if (stream) { return; }
      if (!navigator.mediaDevices) { picture.click(); return; }
      viewer.hidden = false;
      text.textContent = hint;
      try {
        stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment', width: { ideal: WIDEST } } });
        video.hidden = false;
        video.srcObject = stream;
        await video.play();
      } catch (_error) { giveUp(text.dataset.blocked); return; }
      detector = await findDetector();
      failures = 0;
      until = performance.now() + MINUTE;
      look();
    }

    button.addEventListener('click', open);
    viewer.querySelector('[data-colo-camera-picture]').addEventListener('click', () => { release(); picture.click(); });
    viewer.querySelector('[data-colo-camera-stop]').addEventListener('click', stop);
    picture.addEventListener('change', () => { if (picture.files.length) { form.requestSubmit(); } });
    form.querySelector('details').hidden = true;
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
    const picture = document.querySelector('form[data-colo-picture]');
    if (button && picture) { readCodes(button, picture); }
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
