/** Training: schedules, records of runs, and the loop around the engine. */
package org.jpose.train.loop;
