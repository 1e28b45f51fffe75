package org.jpose.data.remote;

/**
 * What a worker did.
 *
 * @param sessions how often a trainer let it in
 * @param batches batches sent
 * @param samples samples in them
 * @param bytes bytes of their frames
 * @param failed requests it could not meet
 * @param malformed frames of the trainer's that were dropped
 */
public record WorkerSummary(
    long sessions, long batches, long samples, long bytes, long failed, long malformed) {}
