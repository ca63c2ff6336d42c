// Compares a file with the digest of a paper, in the browser: the file goes nowhere.
'use strict';

(() => {
  const LARGEST = 256 * 1024 * 1024;
  const section = document.getElementById('compare');
  const input = document.getElementById('file');
  const drop = document.getElementById('drop');
  const answer = document.getElementById('answer');
  let turn = 0;

  // SHA-256 (FIPS 180-4) for pages that browsers give no crypto.subtle: those that came by plain HTTP.
  function primes(count) {
    const found = [];
    for (let number = 2; found.length < count; number += 1) {
      if (found.every((prime) => number % prime)) found.push(number);
    }
    return found;
  }
  const fraction = (value) => Math.floor((value - Math.floor(value)) * 2 ** 32) | 0;
  const ROUNDS = Int32Array.from(primes(64), (prime) => fraction(Math.cbrt(prime)));
  const START = Int32Array.from(primes(8), (prime) => fraction(Math.sqrt(prime)));

  function blocks(bytes) {
    const padded = new Uint8Array(((bytes.length + 9 + 63) >> 6) << 6);
    padded.set(bytes);
    padded[bytes.length] = 0x80;
    const view = new DataView(padded.buffer);
    view.setUint32(padded.length - 8, Math.floor(bytes.length / 2 ** 29));
    view.setUint32(padded.length - 4, (bytes.length << 3) >>> 0);
    return view;
  }

  const turned = (value, by) => (value >>> by) | (value << (32 - by));

  function sha256(bytes) {
    const view = blocks(bytes);
    const state = Int32Array.from(START);
    const words = new Int32Array(64);
    for (let at = 0; at < view.byteLength; at += 64) {
      for (let i = 0; i < 16; i += 1) words[i] = view.getInt32(at + i * 4);
      for (let i = 16; i < 64; i += 1) {
        const s0 = turned(words[i - 15], 7) ^ turned(words[i - 15], 18) ^ (words[i - 15] >>> 3);
        const s1 = turned(words[i - 2], 17) ^ turned(words[i - 2], 19) ^ (words[i - 2] >>> 10);
        words[i] = (words[i - 16] + s0 + words[i - 7] + s1) | 0;
      }
      let [a, b, c, d, e, f, g, h] = state;
      for (let i = 0; i < 64; i += 1) {
        const s1 = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
        const t1 = (h + s1 + ((e & f) ^ (~e & g)) + ROUNDS[i] + words[i]) | 0;
        const s0 = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22);
        const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        [a, b, c, d, e, f, g, h] = [(t1 + t2) | 0, a, b, c, (d + t1) | 0, e, f, g];
      }
      [a, b, c, d, e, f, g, h].forEach((value, i) => { state[i] = (state[i] + value) | 0; });
    }
    return Array.from(state, (value) => (value >>> 0).toString(16).padStart(8, '0')).join('');
  }

  async function digest(buffer) {
    if (window.crypto && window.crypto.subtle) {
      const found = new Uint8Array(await window.crypto.subtle.digest('SHA-256', buffer));
      return Array.from(found, (value) => value.toString(16).padStart(2, '0')).join('');
    }
    return sha256(new Uint8Array(buffer));
  }

  function say(text, look) {
    answer.hidden = false;
    answer.className = `notice ${look}`;
    answer.textContent = text;
  }

  async function compare(file) {
    turn += 1;
    const mine = turn;
    if (file.size > LARGEST) {
      say(section.dataset.large, 'bad');
      return;
    }
    say(section.dataset.reading, '');
    let found;
    try {
      found = await digest(await file.arrayBuffer());
    } catch (error) {
      found = null;
    }
    if (mine !== turn) return; // another file was chosen meanwhile
    if (found === null) say(section.dataset.unreadable, 'bad');
    else if (found === section.dataset.digest) say(`${file.name}: ${section.dataset.same}`, 'good');
    else say(`${file.name}: ${section.dataset.other}`, 'bad');
  }

  document.getElementById('by-hand').hidden = true;
  input.disabled = false;
  input.addEventListener('change', () => { if (input.files.length) compare(input.files[0]); });
  // Anywhere on the page, so that a file that misses the field is not opened instead.
  document.addEventListener('dragover', (event) => { event.preventDefault(); drop.classList.add('over'); });
  document.addEventListener('dragleave', () => drop.classList.remove('over'));
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    drop.classList.remove('over');
    if (event.dataTransfer.files.length) compare(event.dataTransfer.files[0]);
  });
})();
