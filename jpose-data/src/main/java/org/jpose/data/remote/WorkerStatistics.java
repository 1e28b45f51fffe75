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
 * @param duplicates its batches that somebody else had delivered before
 * @param failed batches it could not make
 */
public record WorkerStatistics(
    String name,
    boolean connected,
    long batches,
    long samples,
    long bytes,
    int outstanding,
    long duplicates,
    long failed) {}
