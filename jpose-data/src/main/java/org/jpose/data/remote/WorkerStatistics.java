package org.jpose.data.remote;

/**
 * What one worker did so far.
 *
 * @param name as it calls itself
 * @param connected whether it is there now
 * @param batches batches the trainer took from it
 * @param samples samples in them
 * @param bytes bytes of them
 * @param outstanding leases it has now
 * @param leasedAgain its batches that were given to others as well: late, failed, or lost with it
 * @param duplicates its batches that somebody else had delivered before
 * @param failed batches it could not make
 * @param damaged its batches that were no good
 */
public record WorkerStatistics(
    String name,
    boolean connected,
    long batches,
    long samples,
    long bytes,
    int outstanding,
    long leasedAgain,
    long duplicates,
    long failed,
    long damaged) {}
