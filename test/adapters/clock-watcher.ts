import {createClockWatch} from '../../source/adapters/clock-watch.ts';

/** A program that watches the clocks and has nothing else to do. It ends by itself, since watching keeps no program alive. */
createClockWatch().watch(({what}) => process.stdout.write(`${what}\n`));
process.stdout.write('watching\n');
