/**
 * Data for training: what a sample and a batch are.
 *
 * <p>{@code PoseDataset} -> {@code Sample} -> augmentation (one affine warp) -> {@code Sample} of
 * the network's size -> targets -> {@code Batch}. A batch is a function of the dataset, the recipe
 * and a {@code BatchRequest} alone: not of the thread, the machine or the batches before.
 */
package org.jpose.data;
