// The page: what is clicked, and what is shown.

import {ask, token} from './api.js';
import {Chart} from './chart.js';
import {csv, json, save} from './downloads.js';
import {dropped, sorted} from './dropped.js';
import {Live} from './live.js';
import {People} from './people.js';
import {Photos, drawnBy, isPhoto} from './photos.js';
import {drawPeople} from './picture.js';
import {Player} from './player.js';

const MOST_FRAMES = 20_000;
const $ = id => document.getElementById(id);
const [video, frame, picture, overlay, stage] = ['video', 'frame', 'picture', 'overlay', 'stage'].map($);
const photos = new Photos();
const chart = new Chart();
const player = new Player(video);

let skeleton;
let people;
let live = null;
let camera = null;
let mirrored = false;
let recorded = [];
let title = '';
let skipped = 0;
let arrivals = [];

function say(text) {
  $('status').textContent = text;
}

function complain(text) {
  $('trouble').textContent = text;
  $('trouble').hidden = !text;
}

/** Says what failed; asks for a token where that is missing. */
function fail(trouble) {
  if (trouble.status === 401) {
    $('token-form').hidden = false;
    $('token').focus();
    complain(token.get() ? 'The token is not this server\'s.' : '');
  } else {
    complain(trouble.message);
  }
}

async function begin() {
  const models = await (await ask('v1/models')).json();
  skeleton = models.serving.skeleton;
  people ??= new People(skeleton);
  $('model').textContent = `Model ${models.serving.name}`;
  $('token-form').hidden = true;
  complain('');
  say('Choose a camera, photos or a video.');
  document.documentElement.dataset.ready = 'true';
}

function figures(values) {
  for (const name of ['count', 'rate', 'latency', 'skipped']) {
    $(name).textContent = values[name] ?? '–';
  }
}

function shape(width, height) {
  stage.style.aspectRatio = `${width} / ${height}`;
  stage.style.maxWidth = `calc(72vh * ${width / height})`;
}

/** Draws the result over the picture, at the size of the result or of the screen, which is finer. */
function show(result) {
  const scale = Math.max(1, (stage.clientWidth * (window.devicePixelRatio || 1)) / result.width);
  overlay.width = Math.round(result.width * scale);
  overlay.height = Math.round(result.height * scale);
  drawPeople(overlay, result, skeleton, mirrored);
  const count = result.people.length;
  overlay.setAttribute('aria-label', count === 1 ? '1 person in the picture' : `${count} people in the picture`);
  overlay.dataset.result = JSON.stringify(result);
  people.show(result);
}

/** Shows the frame that people are drawn over; it hides the video, which is some frames ahead. */
function showFrame(shown) {
  frame.width = shown.width;
  frame.height = shown.height;
  frame.getContext('2d').drawImage(shown, 0, 0);
  frame.hidden = false;
}

function blank() {
  frame.hidden = true;
  overlay.width = overlay.height = 1;
  delete overlay.dataset.result;
  overlay.setAttribute('aria-label', 'No picture yet');
  people?.show(null);
}

function stop() {
  live?.end();
  live = null;
  camera?.getTracks().forEach(track => track.stop());
  camera = null;
  video.pause();
  video.srcObject = null;
  if (video.src) {
    URL.revokeObjectURL(video.src);
    video.removeAttribute('src');
    video.load();
  }
  $('stop').disabled = true;
}

/** Ends what was shown before. */
function change() {
  stop();
  photos.clear();
  chart.clear();
  blank();
  complain('');
  figures({});
  recorded = [];
  mirrored = false;
  stage.classList.remove('mirrored');
  picture.hidden = true;
  video.hidden = true;
  player.show(false);
  $('heatmap-choice').hidden = true;
  $('heatmap').checked = false;
  downloads();
}

function downloads() {
  const results = recorded.length ? recorded : photos.results;
  $('save-json').disabled = $('save-csv').disabled = !results.length;
  $('save-picture').disabled = !overlay.dataset.result;
}

function connect() {
  live?.end();
  const smooth = $('smooth').checked;
  arrivals = [];
  skipped = 0;
  live = new Live(video, `track=true&angles=true&smooth=${smooth}`);
  const own = live;
  own.addEventListener('connected', () => own === live && complain(''));
  own.addEventListener('lost', async () => {
    if (own !== live) {
      return;
    }
    complain('The server is gone. Connecting again …');
    blank();
    downloads();
    // A WebSocket does not tell why it was refused.
    await ask('v1/models').catch(trouble => trouble.status === 401 && fail(trouble));
  });
  own.addEventListener('answer', event => {
    if (own === live) {
      answered(event.detail);
    }
    event.detail.picture.close();
  });
}

function answered({answer, latency, seconds, picture: shown}) {
  const now = performance.now();
  skipped += answer.skipped;
  if (answer.problem) {
    complain(answer.problem.detail);
    return;
  }
  arrivals = [...arrivals.filter(time => time > now - 3000), now];
  const span = (now - arrivals[0]) / 1000;
  const result = {...answer.result, frame: recorded.length, time: Math.round(seconds * 1000) / 1000};
  // A video that is paused shows the same frame again.
  if (recorded.length < MOST_FRAMES && recorded.at(-1)?.time !== result.time) {
    recorded.push(result);
  }
  figures({
    count: result.people.length,
    rate: arrivals.length > 1 ? ((arrivals.length - 1) / span).toFixed(1) : '–',
    latency: `${Math.round(latency)} ms`,
    skipped,
  });
  shape(result.width, result.height);
  showFrame(shown);
  show(result);
  chart.add(now / 1000, people.person()?.angles ?? {}, people.chosenAngles(), name => people.colour(name));
  downloads();
}

const REFUSALS = {
  NotAllowedError: 'The camera was refused. Allow it for this page in the browser, then press Camera again.',
  NotFoundError: 'No camera was found. Connect one, or choose photos or a video.',
  NotReadableError: 'The camera is used by another program. Close that, then press Camera again.',
};

async function useCamera() {
  change();
  if (!navigator.mediaDevices) {
    complain('Browsers give a camera to pages at https:// or localhost only. Open this page there, or choose photos or a video.');
    return;
  }
  say('Waiting for the camera …');
  try {
    camera = await navigator.mediaDevices.getUserMedia({video: {width: {ideal: 1280}, facingMode: 'user'}, audio: false});
  } catch (error) {
    complain(REFUSALS[error.name] ?? `The camera cannot be opened: ${error.message}`);
    say('');
    return;
  }
  mirrored = camera.getVideoTracks()[0].getSettings().facingMode !== 'environment';
  stage.classList.toggle('mirrored', mirrored);
  camera.getVideoTracks()[0].addEventListener('ended', () => {
    stop();
    complain('The camera was disconnected.');
  });
  video.srcObject = camera;
  await play('Camera');
}

async function useVideo(file) {
  change();
  video.src = URL.createObjectURL(file);
  player.show(true);
  await play(file.name);
}

async function play(name) {
  video.hidden = false;
  title = name;
  $('stop').disabled = false;
  try {
    await video.play();
  } catch (error) {
    if (video.src || video.srcObject) {
      stop();
      player.show(false);
      complain(`This browser cannot play ${name}; 'jpose video' reads more kinds.`);
      say('');
    }
    return;
  }
  shape(video.videoWidth, video.videoHeight);
  say(name);
  connect();
}

async function usePhotos(files) {
  const chosen = files.filter(isPhoto);
  change();
  if (!chosen.length) {
    complain('None of these files is a photo.');
    return;
  }
  say(`0 of ${chosen.length} photos`);
  try {
    await photos.send(chosen);
  } catch (trouble) {
    fail(trouble);
  }
}

photos.addEventListener('changed', () => {
  const done = photos.results.length;
  const failed = photos.failed;
  say(`${done} of ${$('photo-list').children.length} photos${failed ? `, ${failed} failed` : ''}`);
  downloads();
});

photos.addEventListener('shown', () => showPhoto());

async function showPhoto() {
  const photo = photos.current;
  if (!photo) {
    return;
  }
  blank();
  figures({});
  picture.hidden = true;
  if (photo.trouble) {
    complain(`${photo.file.name}: ${photo.trouble.message}`);
    return;
  }
  complain('');
  $('heatmap-choice').hidden = false;
  shape(photo.result.width, photo.result.height);
  figures({count: photo.result.people.length});
  const heatmap = $('heatmap').checked;
  try {
    const address = heatmap ? URL.createObjectURL(await drawnBy(photo, 'heatmap')) : photo.address;
    await load(address);
    picture.alt = heatmap ? `Heatmap of ${photo.file.name}` : photo.file.name;
    show(photo.result);
    overlay.hidden = heatmap;
  } catch (trouble) {
    if (trouble.status !== undefined) {
      fail(trouble);
      return;
    }
    // A kind that browsers do not show, as TIFF: the server can.
    await load(URL.createObjectURL(await drawnBy(photo, 'skeleton'))).catch(fail);
    show(photo.result);
  }
  downloads();
}

function load(address) {
  return new Promise((done, failed) => {
    picture.onload = () => done(picture.hidden = false);
    picture.onerror = () => failed(new Error('The picture cannot be shown.'));
    picture.src = address;
  });
}

/** The picture as it is seen, with the people. */
function savePicture() {
  const source = picture.hidden ? frame : picture;
  const canvas = document.createElement('canvas');
  canvas.width = picture.hidden ? frame.width : picture.naturalWidth;
  canvas.height = picture.hidden ? frame.height : picture.naturalHeight;
  const context = canvas.getContext('2d');
  if (mirrored) {
    context.setTransform(-1, 0, 0, 1, canvas.width, 0);
  }
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  context.resetTransform();
  if (!overlay.hidden) {
    drawPeople(canvas, JSON.parse(overlay.dataset.result), skeleton, mirrored);
  }
  canvas.toBlob(png => save(png, 'image/png', 'people.png'));
}

$('camera').addEventListener('click', useCamera);
$('stop').addEventListener('click', () => {
  stop();
  player.show(false);
  say('Stopped.');
});
for (const id of ['photos', 'folder']) {
  $(id).addEventListener('change', event => {
    const files = [...event.target.files];
    usePhotos(id === 'folder' ? sorted(files) : files);
    event.target.value = '';
  });
}
$('video-file').addEventListener('change', event => {
  const [file] = event.target.files;
  if (file) {
    useVideo(file);
  }
});
$('smooth').addEventListener('change', () => live && connect());
$('heatmap').addEventListener('change', showPhoto);
$('save-json').addEventListener('click', () => save(json(recorded.length ? recorded : photos.results), 'application/json', 'people.json'));
$('save-csv').addEventListener('click', () => save(csv(recorded.length ? recorded : photos.results), 'text/csv', 'people.csv'));
$('save-picture').addEventListener('click', savePicture);
$('token-form').addEventListener('submit', event => {
  event.preventDefault();
  token.set($('token').value.trim());
  begin().catch(fail);
});
document.addEventListener('dragover', event => {
  event.preventDefault();
  stage.classList.add('dropping');
});
document.addEventListener('dragleave', event => event.relatedTarget ?? stage.classList.remove('dropping'));
document.addEventListener('drop', async event => {
  event.preventDefault();
  stage.classList.remove('dropping');
  const files = await dropped(event.dataTransfer);
  const clip = files.find(file => file.type.startsWith('video/'));
  if (clip) {
    useVideo(clip);
  } else if (files.length) {
    usePhotos(files);
  }
});
video.addEventListener('play', () => live && say(title));
video.addEventListener('ended', () => say('The video is at its end.'));
begin().catch(fail);
