// Frames of a playing video to the server, and what it says of them back.

import {protocols} from './api.js';

const LONGEST_SIDE = 640;
const QUALITY = 0.8;
const UNANSWERED = 2;
const LONGEST_PAUSE = 5000;

/** The server ends streams on which nothing comes for long, by default a minute, as while a video is paused. */
const KEEP_ALIVE = 10_000;

/**
 * A stream to the server that connects again when it is lost.
 * Events: answer ({answer, latency, seconds, picture}: the frame's place in the video, and the frame itself, which whoever
 * listens closes), connected, lost.
 */
export class Live extends EventTarget {
  #video;
  #query;
  #socket = null;
  #ended = false;
  #pause = 500;
  #sent = 0;
  #answered = 0;
  #waiting = new Map();
  #canvas = document.createElement('canvas');
  #encoding = false;
  #last = 0;
  #moved = false;
  #seeked = () => this.#moved = true;

  constructor(video, query) {
    super();
    this.#video = video;
    this.#query = query;
    video.addEventListener('seeked', this.#seeked);
    this.#connect();
    this.#next();
  }

  #connect() {
    const address = new URL(`v1/stream?${this.#query}`, location.href);
    address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(address, protocols());
    this.#socket = socket;
    socket.addEventListener('open', () => {
      this.#pause = 500;
      this.#sent = 0;
      this.#answered = 0;
      this.#forget(Infinity);
      this.dispatchEvent(new Event('connected'));
    });
    socket.addEventListener('message', event => this.#take(JSON.parse(event.data)));
    socket.addEventListener('close', () => {
      if (!this.#ended) {
        this.dispatchEvent(new Event('lost'));
        setTimeout(() => this.#ended || this.#connect(), this.#pause);
        this.#pause = Math.min(LONGEST_PAUSE, this.#pause * 2);
      }
    });
  }

  #take(answer) {
    const frame = this.#waiting.get(answer.frame);
    this.#waiting.delete(answer.frame);
    this.#forget(answer.frame);
    this.#answered = answer.frame + 1;
    if (frame) {
      const latency = performance.now() - frame.time;
      this.dispatchEvent(new CustomEvent('answer', {detail: {answer, latency, seconds: frame.seconds, picture: frame.picture}}));
    }
  }

  /** Frames up to this one have no answer any more. */
  #forget(last) {
    for (const [number, frame] of this.#waiting) {
      if (number <= last) {
        frame.picture.close();
        this.#waiting.delete(number);
      }
    }
  }

  #next() {
    if (this.#ended) {
      return;
    }
    const video = this.#video;
    const ready = this.#socket.readyState === WebSocket.OPEN && this.#socket.bufferedAmount === 0
        && this.#sent - this.#answered < UNANSWERED && !this.#encoding;
    const playing = !video.paused && !video.ended;
    const due = playing || this.#moved || performance.now() - this.#last > KEEP_ALIVE;
    if (ready && due && video.videoWidth > 0 && video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA) {
      this.#send(video);
    }
    setTimeout(() => this.#next(), document.hidden ? 200 : 15);
  }

  /** Sends the frame that is seen now, and keeps it: people are drawn over the frame they were found in. */
  async #send(video) {
    this.#encoding = true;
    this.#moved = false;
    const socket = this.#socket;
    const time = this.#last = performance.now();
    const seconds = video.currentTime;
    let picture;
    try {
      picture = await createImageBitmap(video);
      const jpeg = await this.#encoded(picture);
      if (!this.#ended && jpeg && socket === this.#socket && socket.readyState === WebSocket.OPEN) {
        this.#waiting.set(this.#sent++, {time, seconds, picture});
        picture = null;
        socket.send(jpeg);
      }
    } catch {
      // The video has just been changed: the next frame will do.
    } finally {
      picture?.close();
      this.#encoding = false;
    }
  }

  #encoded(picture) {
    const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
    this.#canvas.width = Math.round(picture.width * scale);
    this.#canvas.height = Math.round(picture.height * scale);
    this.#canvas.getContext('2d').drawImage(picture, 0, 0, this.#canvas.width, this.#canvas.height);
    return new Promise(done => this.#canvas.toBlob(done, 'image/jpeg', QUALITY));
  }

  end() {
    this.#ended = true;
    this.#video.removeEventListener('seeked', this.#seeked);
    this.#forget(Infinity);
    this.#socket.close();
  }
}
