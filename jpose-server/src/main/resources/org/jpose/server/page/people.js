// The table of joints and the current angles of one person.

import {colour} from './picture.js';

const words = name => name.replaceAll('_', ' ');

/** Shows people as text; who is chosen stays chosen. */
export class People {
  #select = document.getElementById('person');
  #joints = document.getElementById('joints');
  #fieldset = document.getElementById('angles');
  #values = new Map();
  #angles;
  #result = null;
  #ids = '';

  constructor(skeleton) {
    this.#angles = skeleton.angles;
    skeleton.angles.forEach((name, index) => {
      const label = document.createElement('label');
      const box = Object.assign(document.createElement('input'), {type: 'checkbox', value: name});
      box.checked = name === 'left_elbow' || name === 'right_elbow';
      const swatch = Object.assign(document.createElement('span'), {className: 'swatch'});
      swatch.style.background = this.colour(name);
      const value = document.createElement('span');
      this.#values.set(name, value);
      label.append(box, swatch, `${words(name)} `, value);
      this.#fieldset.append(label);
    });
    this.#select.addEventListener('change', () => this.#write());
    this.show(null);
  }

  colour(angle) {
    return colour(this.#angles.indexOf(angle), this.#angles.length);
  }

  /** Names of the angles that are to be charted. */
  chosenAngles() {
    return [...this.#fieldset.querySelectorAll('input:checked')].map(box => box.value);
  }

  /** The person that is chosen, or undefined. */
  person() {
    const people = this.#result?.people ?? [];
    return people.find(person => String(person.id) === this.#select.value) ?? people[0];
  }

  show(result) {
    this.#result = result;
    const people = result?.people ?? [];
    const ids = people.map(person => person.id).sort((a, b) => a - b).join();
    if (ids !== this.#ids || !people.length) {
      const chosen = this.#select.value;
      this.#ids = ids;
      this.#select.replaceChildren(...people.map(person => person.id).sort((a, b) => a - b)
          .map(id => new Option(`${id}`, id)));
      this.#select.disabled = !people.length;
      if (people.some(person => String(person.id) === chosen)) {
        this.#select.value = chosen;
      }
    }
    this.#write();
  }

  #write() {
    const person = this.person();
    this.#joints.replaceChildren(...(person?.keypoints ?? []).map(row));
    for (const [name, value] of this.#values) {
      const degrees = person?.angles?.[name];
      value.textContent = degrees === undefined ? '–' : `${Math.round(degrees)}°`;
    }
  }
}

function row(joint) {
  const line = document.createElement('tr');
  const name = Object.assign(document.createElement('th'), {scope: 'row', textContent: words(joint.name)});
  line.append(name, ...[joint.x.toFixed(0), joint.y.toFixed(0), joint.score.toFixed(2)]
      .map(text => Object.assign(document.createElement('td'), {textContent: text})));
  return line;
}
