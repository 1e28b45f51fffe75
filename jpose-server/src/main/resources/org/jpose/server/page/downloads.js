// Results as the files that jpose writes.

export function save(content, type, name) {
  const address = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], {type}));
  const link = Object.assign(document.createElement('a'), {href: address, download: name});
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** jpose's JSON: an image or a frame a line. */
export function json(results) {
  return `{"format":"jpose/1","images":[\n${results.map(result => JSON.stringify(result)).join(',\n')}\n]}\n`;
}

/** A row a joint, as docs/RESULTS.md has it. */
export function csv(results) {
  const frames = results.some(result => 'frame' in result);
  const quoted = text => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const rows = [`file${frames ? ',frame,time' : ''},person,joint,x,y,score,angle`];
  for (const result of results) {
    const start = [quoted(result.file), ...(frames ? [result.frame, result.time] : [])];
    for (const person of result.people) {
      for (const joint of person.keypoints) {
        rows.push([...start, person.id, quoted(joint.name), joint.x, joint.y, joint.score,
          person.angles?.[joint.name] ?? ''].join());
      }
    }
  }
  return `${rows.join('\n')}\n`;
}
