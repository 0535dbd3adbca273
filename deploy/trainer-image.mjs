/**
 * The image of the example trainer (examples/flights), as a trainer in a container:
 *   node deploy/trainer-image.mjs | docker import --change 'CMD ["/usr/local/bin/node","/app/examples/flights/dist/trainer.js"]' - flights-trainer
 * The operator's file then lists {"name":"flight-delay","image":"flights-trainer"}.
 */
import { writeNodeImage } from './node-image.mjs';

writeNodeImage(['examples/flights']);
