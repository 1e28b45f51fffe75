// Photos, one after the other, and the list to choose from.

import {ask} from './api.js';

export const isPhoto = file => file.type.startsWith('image/') || /\.(jpe?g|png|bmp|gif|tiff?|webp)$/i.test(file.name);

/** Photos that were sent. Events: shown (a photo was chosen), changed (one more is done). */
export class Photos extends EventTarget {
  #list = document.getElementById('photo-list');
  #photos = [];
  #current = null;
  #round = 0;

  get results() {
    return this.#photos.flatMap(photo => photo.result ?? []);
  }

  get failed() {
    return this.#photos.filter(photo => photo.trouble).length;
  }

  get current() {
    return this.#current;
  }

  clear() {
    this.#round++;
    this.#photos.forEach(photo => URL.revokeObjectURL(photo.address));
    this.#photos = [];
    this.#current = null;
    this.#list.replaceChildren();
  }

  async send(files) {
    this.clear();
    const round = this.#round;
    this.#photos = files.map(file => this.#entry(file));
    for (const photo of [...this.#photos]) {
      try {
        const form = new FormData();
        form.append('photo', photo.file, photo.file.name);
        const response = await ask('v1/people?angles=true', {method: 'POST', body: form});
        photo.result = (await response.json()).images[0];
        photo.result.file = photo.file.webkitRelativePath || photo.file.name;
        const count = photo.result.people.length;
        photo.button.textContent = `${photo.file.name}: ${count} ${count === 1 ? 'person' : 'people'}`;
      } catch (trouble) {
        photo.trouble = trouble;
        photo.button.textContent = `${photo.file.name}: failed`;
        photo.button.classList.add('failed');
        if (trouble.status === 401 && round === this.#round) {
          throw trouble;
        }
      }
      if (round !== this.#round) {
        return;
      }
      photo.button.disabled = false;
      if (!this.#current) {
        this.show(photo);
      }
      this.dispatchEvent(new Event('changed'));
    }
  }

  #entry(file) {
    const button = Object.assign(document.createElement('button'), {type: 'button', disabled: true, textContent: file.name});
    const photo = {file, button, address: URL.createObjectURL(file)};
    button.addEventListener('click', () => this.show(photo));
    const item = document.createElement('li');
    item.append(button);
    this.#list.append(item);
    return photo;
  }

  show(photo) {
    this.#current = photo;
    for (const other of this.#photos) {
      other.button.setAttribute('aria-current', other === photo);
    }
    this.dispatchEvent(new Event('shown'));
  }
}

/** The photo as the server draws it. */
export async function drawnBy(photo, drawing) {
  const response = await ask(`v1/people?format=png&draw=${drawing}`, {method: 'POST', body: photo.file});
  return response.blob();
}
