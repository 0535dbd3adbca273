/** Camera says which point of the drawing lies in the upper left corner of the view, and how many pixels a unit takes. */
export interface Camera {
  x: number;
  y: number;
  scale: number;
}

/** Size is a width and a height. */
export interface Size {
  width: number;
  height: number;
}

const CLOSEST = 2;
const FARTHEST = 0.05;
const READABLE = 0.6;

const within = (scale: number): number => Math.min(CLOSEST, Math.max(FARTHEST, scale));

/** wholeIn shows the whole drawing in the middle of the view. */
export function wholeIn(drawing: Size, view: Size): Camera {
  const scale = within(Math.min(1, view.width / drawing.width, view.height / drawing.height));
  return { scale, x: (drawing.width - view.width / scale) / 2, y: (drawing.height - view.height / scale) / 2 };
}

/** startOf shows the drawing from its top, as much as fits while texts can be read. */
export function startOf(drawing: Size, view: Size): Camera {
  const whole = wholeIn(drawing, view);
  if (whole.scale >= READABLE) return whole;
  const scale = Math.min(1, Math.max(READABLE, view.width / drawing.width));
  return { scale, x: (drawing.width - view.width / scale) / 2, y: 0 };
}

/** zoomedAt makes things `factor` as big; the point of the view under the pointer stays where it is. */
export function zoomedAt(camera: Camera, factor: number, pointer: { x: number; y: number }): Camera {
  const scale = within(camera.scale * factor);
  return {
    scale,
    x: camera.x + pointer.x / camera.scale - pointer.x / scale,
    y: camera.y + pointer.y / camera.scale - pointer.y / scale,
  };
}

/** moved follows a pointer that dragged the drawing by some pixels. */
export const moved = (camera: Camera, dx: number, dy: number): Camera => ({
  ...camera,
  x: camera.x - dx / camera.scale,
  y: camera.y - dy / camera.scale,
});

/** showing moves as little as needed to have a box in the view, with some room around it. */
export function showing(camera: Camera, box: Size & { x: number; y: number }, view: Size): Camera {
  const shift = (centre: number, size: number, from: number, length: number): number => {
    const room = Math.min(40 / camera.scale, Math.max(0, (length - size) / 2));
    const low = centre - size / 2 - room;
    const high = centre + size / 2 + room;
    return low < from ? low : high > from + length ? high - length : from;
  };
  return {
    scale: camera.scale,
    x: shift(box.x, box.width, camera.x, view.width / camera.scale),
    y: shift(box.y, box.height, camera.y, view.height / camera.scale),
  };
}
