/**
 * Batches prepared by other machines, over ZeroMQ.
 *
 * <p>The trainer listens ({@code RemoteBatches}) and hands out {@code BatchRequest}s; workers
 * ({@code DataWorker}) connect, make the batches from their own copy of the data by the trainer's
 * recipe and push them back. Who is asked for what is decided in {@code HandOut}, who may take part
 * in {@code TrainerDesk}; both know neither sockets nor clocks. docs/DATAWORKERS.md has the wire
 * format.
 */
package org.jpose.data.remote;
