// Frames of a playing video to the server, and what it says of them back.

import {protocols} from './api.js';

const LONGEST_SIDE = 640;
const QUALITY = 0.8;
const UNANSWERED = 2;
const LONGEST_PAUSE = 5000;

/**
 * A stream to the server that connects again when it is lost.
 * Events: answer ({answer, latency}), connected, lost.
 */
export class Live extends EventTarget {
  #video;
  #query;
  #socket = null;
  #ended = false;
  #pause = 500;
  #sent = 0;
  #answered = 0;
  #times = new Map();
  #canvas = document.createElement('canvas');
  #encoding = false;

  constructor(video, query) {
    super();
    this.#video = video;
    this.#query = query;
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
      this.#times.clear();
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
    const sent = this.#times.get(answer.frame);
    for (let frame = this.#answered; frame <= answer.frame; frame++) {
      this.#times.delete(frame);
    }
    this.#answered = answer.frame + 1;
    const latency = performance.now() - sent;
    this.dispatchEvent(new CustomEvent('answer', {detail: {answer, latency}}));
  }

  #next() {
    if (this.#ended) {
      return;
    }
    const video = this.#video;
    const ready = this.#socket.readyState === WebSocket.OPEN && this.#socket.bufferedAmount === 0
        && this.#sent - this.#answered < UNANSWERED && !this.#encoding;
    if (ready && video.videoWidth > 0 && !video.paused && !video.ended) {
      this.#send(video);
    }
    setTimeout(() => this.#next(), document.hidden ? 200 : 15);
  }

  #send(video) {
    const scale = Math.min(1, LONGEST_SIDE / Math.max(video.videoWidth, video.videoHeight));
    this.#canvas.width = Math.round(video.videoWidth * scale);
    this.#canvas.height = Math.round(video.videoHeight * scale);
    this.#canvas.getContext('2d').drawImage(video, 0, 0, this.#canvas.width, this.#canvas.height);
    const time = performance.now();
    const socket = this.#socket;
    this.#encoding = true;
    this.#canvas.toBlob(jpeg => {
      this.#encoding = false;
      if (jpeg && socket === this.#socket && socket.readyState === WebSocket.OPEN) {
        this.#times.set(this.#sent++, time);
        socket.send(jpeg);
      }
    }, 'image/jpeg', QUALITY);
  }

  end() {
    this.#ended = true;
    this.#socket.close();
  }
}
