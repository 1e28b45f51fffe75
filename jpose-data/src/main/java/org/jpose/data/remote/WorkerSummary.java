package org.jpose.data.remote;

/**
 * What a worker did.
 *
 * @param sessions how often a trainer let it in
 * @param batches batches sent
 * @param samples samples in them
 * @param bytes bytes of them
 * @param failed batches it could not make
 */
public record WorkerSummary(long sessions, long batches, long samples, long bytes, long failed) {}
