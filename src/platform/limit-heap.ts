import { setFlagsFromString } from 'node:v8';

/*
 * Keeps the process from taking several times the memory that is in use: left alone, V8 lets garbage pile up to about
 * four times of what is live before it collects. The flag is read whenever a collection ends, so it takes effect in a
 * running process, which the sizes (`--max-semi-space-size`, `--max-old-space-size`) do not; and it is no limit at which a
 * process with much at hand would end. To keep the young generation small as well (`--semi-space-growth-factor=1`) saves
 * a third more, and costs a tenth of the throughput of wide rows.
 */
setFlagsFromString('--heap-growing-percent=100');
