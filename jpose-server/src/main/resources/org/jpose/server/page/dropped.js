// Files and folders that were dropped on the page.

const path = file => file.webkitRelativePath || file.name;

/** In the order of their names: browsers give a folder's files in any. */
export function sorted(files) {
  return [...files].sort((a, b) => path(a).localeCompare(path(b), undefined, {numeric: true}));
}

/** All files, those in folders too. To be called while the event is handled. */
export async function dropped(transfer) {
  const files = [...transfer.files];
  const entries = [...transfer.items].map(item => item.webkitGetAsEntry?.()).filter(entry => entry);
  if (!entries.some(entry => entry.isDirectory)) {
    return files;
  }
  const all = [];
  for (const entry of entries) {
    await collect(entry, all);
  }
  return sorted(all);
}

async function collect(entry, all) {
  if (entry.isFile) {
    all.push(await new Promise((done, failed) => entry.file(done, failed)));
    return;
  }
  const reader = entry.createReader();
  for (;;) {
    const some = await new Promise((done, failed) => reader.readEntries(done, failed));
    if (!some.length) {
      return;
    }
    for (const child of some) {
      await collect(child, all);
    }
  }
}
