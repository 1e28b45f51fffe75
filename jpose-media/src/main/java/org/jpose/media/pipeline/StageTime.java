package org.jpose.media.pipeline;

import java.time.Duration;

/**
 * What one stage has cost.
 *
 * @param stage its name
 * @param items what it has been through with
 * @param cpu processor time of its own threads; those that a codec, or a network on several
 *     threads, starts itself are not among them
 */
public record StageTime(String stage, long items, Duration cpu) {}
