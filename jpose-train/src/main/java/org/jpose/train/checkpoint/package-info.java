/** What a training leaves on the disk to go on from: checkpoints and the run's record. */
package org.jpose.train.checkpoint;
