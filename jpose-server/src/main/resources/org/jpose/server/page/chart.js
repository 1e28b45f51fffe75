// Angles of the last seconds as lines.

const SECONDS = 20;
const MOST = 2000;

export class Chart {
  #canvas = document.getElementById('chart');
  #points = [];

  clear() {
    this.#points = [];
    this.#canvas.hidden = true;
  }

  /** Adds the angles of one moment, by name, and draws. */
  add(seconds, angles, names, colour) {
    this.#points.push({seconds, angles});
    this.#points = this.#points.filter(point => point.seconds > seconds - SECONDS).slice(-MOST);
    this.#canvas.hidden = false;
    this.#draw(seconds, names, colour);
    const now = names.filter(name => name in angles)
        .map(name => `${name.replaceAll('_', ' ')} ${Math.round(angles[name])} degrees`);
    this.#canvas.setAttribute('aria-label',
        `Angles of the last ${SECONDS} seconds; now ${now.join(', ') || 'none'}`);
  }

  #draw(now, names, colour) {
    const ratio = window.devicePixelRatio || 1;
    const width = this.#canvas.clientWidth * ratio;
    const height = this.#canvas.clientHeight * ratio;
    this.#canvas.width = width;
    this.#canvas.height = height;
    const context = this.#canvas.getContext('2d');
    const style = getComputedStyle(this.#canvas);
    const left = 34 * ratio;
    const y = degrees => 6 * ratio + (1 - degrees / 180) * (height - 12 * ratio);
    context.font = `${11 * ratio}px system-ui, sans-serif`;
    context.textBaseline = 'middle';
    context.textAlign = 'right';
    context.fillStyle = style.getPropertyValue('--faint');
    context.strokeStyle = style.getPropertyValue('--line');
    context.lineWidth = ratio;
    for (const degrees of [0, 90, 180]) {
      context.fillText(`${degrees}°`, left - 4 * ratio, y(degrees));
      context.beginPath();
      context.moveTo(left, y(degrees));
      context.lineTo(width, y(degrees));
      context.stroke();
    }
    context.lineWidth = 2 * ratio;
    for (const name of names) {
      context.strokeStyle = colour(name);
      context.beginPath();
      let drawing = false;
      for (const point of this.#points) {
        const value = point.angles[name];
        if (value === undefined) {
          drawing = false;
          continue;
        }
        const x = left + (1 - (now - point.seconds) / SECONDS) * (width - left);
        context[drawing ? 'lineTo' : 'moveTo'](x, y(value));
        drawing = true;
      }
      context.stroke();
    }
  }
}
