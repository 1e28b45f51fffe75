// People drawn over a picture.

/** The colour of a joint: through the hues, as in jpose's pictures. */
export function colour(index, count, alpha = 1) {
  return `hsl(${(331 * index) / Math.max(1, count - 1)} 100% 50% / ${alpha})`;
}

/** These limbs help to tell people apart, but cross the neck. */
function drawn([from, to]) {
  return !(from.endsWith('shoulder') && to.endsWith('ear') || from.endsWith('ear') && to.endsWith('shoulder'));
}

/** Draws a result, whose coordinates are pixels of its picture, over the whole canvas. */
export function drawPeople(canvas, result, skeleton, mirrored) {
  const scale = canvas.width / result.width;
  const context = canvas.getContext('2d');
  const place = joint => [
    mirrored ? canvas.width - (joint.x + 0.5) * scale : (joint.x + 0.5) * scale,
    (joint.y + 0.5) * scale,
  ];
  const joints = skeleton.joints;
  for (const person of [...result.people].reverse()) {
    const found = new Map(person.keypoints.map(joint => [joint.name, place(joint)]));
    const size = Math.hypot(person.box[2], person.box[3]) * scale;
    const width = Math.max(2, Math.min(size * 0.018, canvas.width / 60));
    context.lineCap = 'round';
    for (const [edge, style] of [[1.8, () => 'rgb(0 0 0 / 60%)'], [1, index => colour(index, joints.length)]]) {
      context.lineWidth = width * edge;
      for (const limb of skeleton.limbs.filter(drawn)) {
        const [from, to] = limb.map(name => found.get(name));
        if (from && to) {
          context.strokeStyle = style(joints.indexOf(limb[1]));
          context.beginPath();
          context.moveTo(...from);
          context.lineTo(...to);
          context.stroke();
        }
      }
    }
    for (const [name, [x, y]] of found) {
      context.beginPath();
      context.arc(x, y, width * 1.1, 0, 2 * Math.PI);
      context.fillStyle = colour(joints.indexOf(name), joints.length);
      context.fill();
      context.lineWidth = Math.max(1, width * 0.3);
      context.strokeStyle = 'rgb(0 0 0 / 60%)';
      context.stroke();
    }
    label(context, person, place, width);
  }
}

function label(context, person, place, width) {
  const top = person.keypoints.reduce((a, b) => (b.y < a.y ? b : a));
  const [x, y] = place(top);
  const height = Math.max(14, width * 4);
  context.font = `600 ${height}px system-ui, sans-serif`;
  context.textAlign = 'center';
  context.lineWidth = height / 4;
  context.strokeStyle = 'rgb(0 0 0 / 75%)';
  context.fillStyle = '#fff';
  const baseline = Math.max(height, y - width * 3);
  context.strokeText(person.id, x, baseline);
  context.fillText(person.id, x, baseline);
}
