// The server: its REST interface, its token, and what to say when it refuses.

const KEY = 'jpose.token';

export const token = {
  get: () => sessionStorage.getItem(KEY) ?? '',
  set: value => sessionStorage.setItem(KEY, value),
};

/** What went wrong, in words for people. */
export class Trouble extends Error {
  constructor(message, status = 0) {
    super(message);
    this.status = status;
  }
}

/** Asks; an answer that is a problem is thrown as Trouble. A server that is busy is asked again. */
export async function ask(path, options = {}) {
  for (let attempt = 0; ; attempt++) {
    const headers = token.get() ? {Authorization: `Bearer ${token.get()}`} : {};
    let response;
    try {
      response = await fetch(path, {...options, headers});
    } catch {
      throw new Trouble('The server cannot be reached. Is it still running?');
    }
    if (response.ok) {
      return response;
    }
    if (response.status === 503 && attempt < 20) {
      const seconds = Number(response.headers.get('Retry-After')) || 1;
      await new Promise(done => setTimeout(done, seconds * 1000 * (0.5 + Math.random())));
      continue;
    }
    throw new Trouble(await detail(response), response.status);
  }
}

async function detail(response) {
  try {
    const problem = await response.json();
    return [problem.detail, ...(problem.parameters ?? []).map(p => `${p.name} ${p.detail}`)].join(' ');
  } catch {
    return `The server answered ${response.status}.`;
  }
}

/** Subprotocols of a WebSocket: a browser can bring the token in no other way. */
export function protocols() {
  if (!token.get()) {
    return ['jpose'];
  }
  const encoded = btoa(token.get()).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  return ['jpose', `jpose.bearer.${encoded}`];
}
