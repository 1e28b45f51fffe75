package org.jpose.train.engine;

import org.jpose.net.FieldChannels;

/**
 * The fields of some images at the end of one stage.
 *
 * @param count images
 * @param planes planes of each image
 * @param height rows of cells
 * @param width columns of cells
 * @param heat heatmaps, {@code [image][plane][row][column]}; the caller's own
 * @param affinity part affinity fields, likewise
 */
public record FieldBatch(
    int count, FieldChannels planes, int height, int width, float[] heat, float[] affinity) {}
