// Pause, and the place in a video file: the browser's own controls lie under the frame that is shown.

const [player, button, place, clock] = ['player', 'play', 'place', 'clock'].map(id => document.getElementById(id));

const words = seconds => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;

/** Puts the controls in force for a video; they are shown by `show`. */
export class Player {
  #video;

  constructor(video) {
    this.#video = video;
    button.addEventListener('click', () => (video.paused || video.ended ? video.play().catch(() => {}) : video.pause()));
    place.addEventListener('input', () => video.currentTime = Number(place.value));
    for (const event of ['play', 'pause', 'ended', 'timeupdate', 'durationchange', 'seeked']) {
      video.addEventListener(event, () => this.#write());
    }
  }

  show(shown) {
    player.hidden = !shown;
    this.#write();
  }

  #write() {
    const video = this.#video;
    const length = Number.isFinite(video.duration) ? video.duration : 0;
    button.textContent = video.paused || video.ended ? 'Play' : 'Pause';
    place.max = length;
    place.value = video.currentTime;
    clock.textContent = `${words(video.currentTime)} / ${words(length)}`;
    place.setAttribute('aria-valuetext', clock.textContent.replace('/', 'of'));
  }
}
