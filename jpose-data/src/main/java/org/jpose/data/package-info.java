/** Data for training and evaluation: sources, augmentation, targets, batches. */
package org.jpose.data;
