package org.jpose.media.pipeline;

import java.time.Duration;

/**
 * What one stage has cost.
 *
 * @param stage its name
 * @param items what it has been through with
 * @param cpu processor time of its own threads; the network's and the codecs' threads are not among
 *     them
 */
public record StageTime(String stage, long items, Duration cpu) {}
