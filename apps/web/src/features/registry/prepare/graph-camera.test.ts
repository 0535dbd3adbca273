import { describe, expect, it } from 'vitest';
import { moved, showing, startOf, wholeIn, zoomedAt } from './graph-camera.js';

const view = { width: 800, height: 400 };

describe('the camera', () => {
  it('shows a small drawing in the middle, never bigger than it is', () =>
    expect(wholeIn({ width: 400, height: 200 }, view)).toEqual({ scale: 1, x: -200, y: -100 }));
  it('shows all of a long drawing', () =>
    expect(wholeIn({ width: 400, height: 4_000 }, view)).toEqual({ scale: 0.1, x: -3_800, y: 0 }));
  it('starts at the top of a long drawing, where texts can be read', () =>
    expect(startOf({ width: 1_200, height: 4_000 }, view)).toMatchObject({ scale: 800 / 1_200, y: 0 }));
  it('zooms around the pointer', () => {
    const before = { x: 10, y: 20, scale: 1 };
    const after = zoomedAt(before, 2, { x: 100, y: 50 });
    expect(after.scale).toBe(2);
    expect(after.x + 100 / after.scale).toBe(before.x + 100);
    expect(after.y + 50 / after.scale).toBe(before.y + 50);
  });
  it('stops zooming at its limits', () => expect(zoomedAt({ x: 0, y: 0, scale: 2 }, 9, { x: 0, y: 0 }).scale).toBe(2));
  it('follows the pointer', () =>
    expect(moved({ x: 0, y: 0, scale: 0.5 }, 10, -5)).toEqual({ x: -20, y: 10, scale: 0.5 }));
  it('moves only as far as needed to show a box', () => {
    const camera = { x: 0, y: 0, scale: 1 };
    const box = { width: 100, height: 30 };
    expect(showing(camera, { ...box, x: 400, y: 200 }, view)).toEqual(camera);
    expect(showing(camera, { ...box, x: 400, y: 600 }, view)).toEqual({ x: 0, y: 255, scale: 1 });
    expect(showing(camera, { ...box, x: -100, y: 200 }, view)).toEqual({ x: -190, y: 0, scale: 1 });
  });
});
