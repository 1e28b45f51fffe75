/**
 * Batches prepared by other machines, over HTTP.
 *
 * <p>The trainer listens ({@code RemoteBatches}) and leases {@code BatchRequest}s; workers ({@code
 * DataWorker}) ask for them, make the batches from their own copy of the data by the trainer's
 * recipe and send them. {@code Leases} decides who makes what, {@code LeaseService} who may take
 * part; both know neither network nor clock. docs/DATAWORKERS.md describes the requests.
 */
package org.jpose.data.remote;
